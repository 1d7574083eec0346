/** A vendor's allowance as it tells it: so much at once, refilled evenly. `level` is what was left `at` (ms). */
type Bucket = { limit: number; level: number; at: number; perMs: number };

/** What one model of one account has left, and until when (ms) its vendor told us to stay away. */
type Allowance = { requests?: Bucket; tokens?: Bucket; closedUntil: number };

/** The allowances this process knows of, by circuit name. Other processes learn theirs from their own replies. */
export type RateLimits = Map<string, Allowance>;

const store: typeof globalThis & { repriseRateLimits?: RateLimits } = globalThis;

/** The process's allowances: they survive between requests and hot reloads. */
export function processRateLimits(): RateLimits {
  store.repriseRateLimits ??= new Map();
  return store.repriseRateLimits;
}

/** Asks for one request of so many tokens: 0 = go, and it is counted; otherwise how many ms to wait and ask again. */
export function takeTurn(limits: RateLimits, name: string, { tokens, now }: { tokens: number; now: number }): number {
  const allowance = limits.get(name);
  if (!allowance) return 0;
  const needs = [
    { bucket: allowance.requests, amount: 1 },
    { bucket: allowance.tokens, amount: tokens },
  ];
  const waits = needs.map(({ bucket, amount }) => (bucket ? waitFor(bucket, amount, now) : 0));
  const wait = Math.max(allowance.closedUntil - now, ...waits, 0);
  if (wait > 0) return Math.ceil(wait);
  for (const { bucket, amount } of needs) if (bucket) drain(bucket, amount, now);
  return 0;
}

/** Learns from a reply's headers; a reply without them changes nothing. */
export function noteLimits(
  limits: RateLimits,
  name: string,
  { headers, now }: { headers: Headers; now: number },
): void {
  const requests = read(headers, "requests", now);
  const tokens = read(headers, "tokens", now);
  if (!requests && !tokens) return;
  const before = limits.get(name) ?? { closedUntil: 0 };
  limits.set(name, { ...before, ...(requests && { requests }), ...(tokens && { tokens }) });
}

/** The vendor said when to come back. */
export function noteRest(limits: RateLimits, name: string, { ms, now }: { ms: number; now: number }): void {
  const before = limits.get(name) ?? { closedUntil: 0 };
  limits.set(name, { ...before, closedUntil: Math.max(before.closedUntil, now + ms) });
}

const levelAt = ({ limit, level, at, perMs }: Bucket, now: number): number =>
  Math.min(limit, level + Math.max(0, now - at) * perMs);

/** A request larger than the whole allowance would wait for ever: the vendor may say what it thinks of it. */
function waitFor(bucket: Bucket, amount: number, now: number): number {
  const missing = Math.min(amount, bucket.limit) - levelAt(bucket, now);
  return missing <= 0 ? 0 : missing / bucket.perMs;
}

function drain(bucket: Bucket, amount: number, now: number): void {
  bucket.level = levelAt(bucket, now) - Math.min(amount, bucket.limit);
  bucket.at = now;
}

/**
 * `x-ratelimit-*` (OpenAI, xAI; reset as "6m0s" or "20ms") or `anthropic-ratelimit-*` (reset as an instant, counted from
 * the reply's own Date, so a clock that is wrong here does no harm). Both name the time until the allowance is full again.
 */
function read(headers: Headers, what: "requests" | "tokens", now: number): Bucket | null {
  const value = (name: string) =>
    headers.get(`x-ratelimit-${name}-${what}`) ?? headers.get(`anthropic-ratelimit-${what}-${name}`);
  const [limit, level] = [Number(value("limit") ?? Number.NaN), Number(value("remaining") ?? Number.NaN)];
  const fullIn = duration(value("reset"), headers.get("date"));
  if (!(limit > 0) || !(level >= 0) || fullIn === null) return null;
  const missing = limit - level;
  // Without a time to count with, it counts as full.
  if (missing <= 0 || fullIn <= 0) return null;
  return { limit, level, at: now, perMs: missing / fullIn };
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function duration(reset: string | null, date: string | null): number | null {
  if (!reset) return null;
  if (/^\d{4}-/.test(reset)) {
    const ms = Date.parse(reset) - (date ? Date.parse(date) : Date.now());
    return Number.isNaN(ms) ? null : ms;
  }
  if (/^[\d.]+$/.test(reset)) return Number(reset) * 1_000;
  const parts = [...reset.matchAll(/([\d.]+)(ms|s|m|h|d)/g)];
  return parts.length === 0
    ? null
    : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ""] ?? 0), 0);
}
