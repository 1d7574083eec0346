/** Was it refused because of quiet days? Then the same may be asked for once more with `allowBlackout`. */
export function inBlackout(error: unknown): boolean {
  const { data } = (error ?? {}) as { data?: { details?: { blackout?: unknown } | null } | null };
  return data?.details?.blackout !== undefined;
}
