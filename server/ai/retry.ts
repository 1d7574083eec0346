import { setTimeout as sleepFor } from "node:timers/promises";
import { ModelError, type ModelErrorKind } from "@/server/errors";

/** Time as the retry policy and the circuit breaker see it; tests bring their own. `sleep` rejects when aborted. */
export type Clock = {
  now: () => number;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 ≤ random < 1, for jitter. */
  random: () => number;
};

/** The process's own time, which no change of the wall clock disturbs. */
export const processClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
  random: Math.random,
};

/** How often and how patiently the same model is tried again; all in ms. */
export type RetryPolicy = { maxRetryAfterMs: number; baseDelayMs: number; maxDelayMs: number };

/** The one policy. A wait longer than `maxRetryAfterMs` is not waited for: the next model may answer at once. */
export const defaultRetryPolicy: RetryPolicy = { maxRetryAfterMs: 20_000, baseDelayMs: 500, maxDelayMs: 8_000 };

/** Further tries of the same model by what failed; never more than two in all. */
const FURTHER_TRIES: Record<ModelErrorKind, number> = {
  rate_limited: 2,
  unavailable: 2,
  timeout: 1,
  invalid_reply: 1,
  truncated: 1,
  auth: 0,
  quota: 0,
  no_model: 0,
  over_budget: 0,
  unpriced: 0,
  refused: 0,
  too_long: 0,
  cancelled: 0,
};

/** Runs `attempt` (numbered from 0) until it succeeds or the policy has had enough; throws the last ModelError. */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  options: { signal: AbortSignal; policy: RetryPolicy; clock: Clock; mayRetry: () => boolean },
): Promise<T> {
  const failures: ModelErrorKind[] = [];
  for (;;) {
    try {
      return await attempt(failures.length);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      failures.push(error.kind);
      const delay = delayBefore(failures, error.retryAfterMs, options);
      if (delay === null || !options.mayRetry()) throw error;
      await pause(delay, options);
    }
  }
}

function delayBefore(
  failures: ModelErrorKind[],
  retryAfterMs: number | null,
  { policy, clock }: { policy: RetryPolicy; clock: Clock },
): number | null {
  const kind = failures.at(-1);
  if (kind === undefined || failures.length > 2) return null;
  if (failures.filter((one) => one === kind).length > FURTHER_TRIES[kind]) return null;
  if (retryAfterMs !== null) return retryAfterMs <= policy.maxRetryAfterMs ? retryAfterMs : null;
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (failures.length - 1));
  // Half fixed, half random: a crowd of failed calls does not come back as a crowd.
  return ceiling / 2 + (ceiling / 2) * clock.random();
}

/** Sleeps; throws ModelError "cancelled" when aborted meanwhile. */
export async function pause(ms: number, { signal, clock }: { signal: AbortSignal; clock: Clock }): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (cause) {
    throw new ModelError("cancelled", "The call was cancelled.", { cause });
  }
}
