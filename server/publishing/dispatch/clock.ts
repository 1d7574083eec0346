const WINDOW_MS = 3_000;

/** The database's time in milliseconds since 1970, never ahead of it, without asking it each time. */
export type Clock = {
  now: () => number;
  /** Takes an answer of the database's clock: `at`, asked and received at these `performance.now()` values. */
  sample: (at: number, asked: number, received: number) => void;
};

/**
 * The database read its clock before we received the answer, so at − received never exceeds the true offset: the largest
 * of a few fresh samples is the best bound that can never make a post early. The wall clock of this machine plays no part.
 */
export function createClock(monotonic = () => performance.now()): Clock {
  let samples: { offset: number; received: number }[] = [];
  let offset = Number.NEGATIVE_INFINITY;
  return {
    now: () => monotonic() + offset,
    sample: (at, asked, received) => {
      const fresh = samples.filter((s) => received - s.received < WINDOW_MS);
      // A sample whose upper bound lies below what we believed says that the database's clock was set back.
      samples = fresh.filter((s) => s.offset <= at - asked);
      samples.push({ offset: at - received, received });
      offset = Math.max(...samples.map((s) => s.offset));
    },
  };
}
