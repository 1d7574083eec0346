const DAY_MS = 24 * 3_600_000;

/**
 * How long a reply's Retry-After asks to wait, in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3; fractions of
 * a second as Discord sends them). Null when there is none or it says nothing sensible: no number, no date, in the past
 * or more than a day.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | null {
  const value = headers["retry-after"]?.trim() ?? "";
  if (value === "") return null;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : untilDate(value, headers["date"]);
  return Number.isFinite(ms) && ms > 0 && ms <= DAY_MS ? Math.ceil(ms) : null;
}

/** By the server's own clock where it tells it: ours may be wrong. */
function untilDate(value: string, now: string | undefined): number {
  // Anything that Date.parse takes beside an HTTP date ("-5", "2") is no date.
  if (!/^[A-Za-z]{3,9},? /.test(value)) return Number.NaN;
  const served = Date.parse(now ?? "");
  return Date.parse(value) - (Number.isNaN(served) ? Date.now() : served);
}
