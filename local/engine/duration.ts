const unitMs: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const part = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g;
const whole = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+$/;

/** The longest a run may sleep or wait, in ms; also what "no timeout" means. */
export const longestWaitMs = 366 * 86_400_000;

/** Whether the text is a duration as the SDK writes it ("1m30s", "2d"). */
export function isDuration(text: string): boolean {
  return whole.test(text);
}

/** Milliseconds of a duration such as "1m30s"; throws on anything else. */
export function parseDuration(text: string): number {
  if (!isDuration(text)) throw new Error(`"${text}" is not a duration`);
  let total = 0;
  for (const [, amount, unit] of text.matchAll(part)) total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  return total;
}

/** The instant (ms since the epoch) a duration from `now`, or an ISO date, stands for; throws on anything else. */
export function parseInstant(text: string, now = Date.now()): number {
  if (isDuration(text)) return now + parseDuration(text);
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new Error(`"${text}" is neither a duration nor a date`);
  return instant;
}
