import type { Arrival } from "./receiver";

/** What a receiver saw of one run. Lateness in milliseconds from the instant chosen to the arrival. */
export type Figures = {
  posts: number;
  missing: number;
  doubled: number;
  early: number;
  p50: number;
  p99: number;
  max: number;
  /** Posts a second from the first instant to the last arrival. */
  perSecond: number;
};

export const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** `share` 0 is the least, 1 the greatest. */
function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const median = (values: number[]): number => quantile(values, 0.5);

export function summarise(arrivals: Arrival[], expected: number): Figures {
  const lateness = arrivals.map(({ at, dueAt }) => at - dueAt);
  const distinct = new Set(arrivals.map(({ key }) => key)).size;
  const first = arrivals.reduce((least, { dueAt }) => Math.min(least, dueAt), Number.POSITIVE_INFINITY);
  const last = arrivals.reduce((most, { at }) => Math.max(most, at), 0);
  return {
    posts: arrivals.length,
    missing: expected - distinct,
    doubled: arrivals.length - distinct,
    early: lateness.filter((ms) => ms < 0).length,
    p50: round(quantile(lateness, 0.5)),
    p99: round(quantile(lateness, 0.99)),
    max: round(quantile(lateness, 1)),
    perSecond: Math.round((arrivals.length * 1000) / Math.max(last - first, 1)),
  };
}

/** The median of each figure over the rounds, but the worst of what must not happen at all. */
export function over(rounds: Figures[]): Figures {
  const middle = (name: keyof Figures) => median(rounds.map((figures) => figures[name]));
  const worst = (name: keyof Figures) => Math.max(...rounds.map((figures) => figures[name]));
  return {
    posts: middle("posts"),
    missing: worst("missing"),
    doubled: worst("doubled"),
    early: worst("early"),
    p50: middle("p50"),
    p99: middle("p99"),
    max: worst("max"),
    perSecond: middle("perSecond"),
  };
}
