import { describe, expect, it } from "vitest";
import { type Clock, defaultRetryPolicy, processClock, withRetries } from "@/server/ai/retry";
import { ModelError, type ModelErrorKind } from "@/server/errors";

type Failure = { kind: ModelErrorKind; retryAfterMs?: number };

async function run(failures: Failure[], random = 0.5) {
  const slept: number[] = [];
  const clock: Clock = {
    now: () => 0,
    random: () => random,
    sleep: async (ms) => {
      slept.push(ms);
    },
  };
  let tries = 0;
  const attempt = async (number: number) => {
    tries += 1;
    const failure = failures[number];
    if (failure) throw new ModelError(failure.kind, failure.kind, failure);
    return "done";
  };
  const options = { signal: new AbortController().signal, policy: defaultRetryPolicy, clock, mayRetry: () => true };
  const outcome = await withRetries(attempt, options).catch((error: ModelError) => error.kind);
  return { outcome, tries, slept };
}

const times = (count: number, failure: Failure) => Array.from({ length: count }, () => failure);

describe("withRetries", () => {
  it.each<[ModelErrorKind, number]>([
    ["rate_limited", 3],
    ["unavailable", 3],
    ["timeout", 2],
    ["invalid_reply", 2],
    ["truncated", 2],
    ["auth", 1],
    ["quota", 1],
    ["refused", 1],
    ["too_long", 1],
    ["cancelled", 1],
  ])("makes for %s %d tries in all", async (kind, tries) => {
    expect(await run(times(9, { kind }))).toMatchObject({ outcome: kind, tries });
    expect(await run(times(tries - 1, { kind }))).toMatchObject({ outcome: "done", tries });
  });

  it("never makes more than three tries, whatever the mixture", async () => {
    const mixture: Failure[] = [{ kind: "timeout" }, { kind: "invalid_reply" }, { kind: "unavailable" }];
    expect(await run(mixture)).toMatchObject({ outcome: "unavailable", tries: 3 });
  });

  it("waits as long as the vendor says, up to the cap", async () => {
    expect(await run([{ kind: "rate_limited", retryAfterMs: 20_000 }])).toMatchObject({ slept: [20_000] });
    const beyond = await run([{ kind: "rate_limited", retryAfterMs: 20_001 }]);
    expect(beyond).toEqual({ outcome: "rate_limited", tries: 1, slept: [] });
  });

  it("backs off exponentially, with jitter", async () => {
    const failures = times(2, { kind: "unavailable" });
    expect((await run(failures, 0)).slept).toEqual([250, 500]);
    expect((await run(failures, 0.999)).slept.map(Math.round)).toEqual([500, 1000]);
  });

  it("stops waiting when the caller aborts", async () => {
    const caller = new AbortController();
    const attempt = () => {
      caller.abort();
      return Promise.reject(new ModelError("rate_limited", "busy", { retryAfterMs: 20_000 }));
    };
    const options = { signal: caller.signal, policy: defaultRetryPolicy, clock: processClock, mayRetry: () => true };
    await expect(withRetries(attempt, options)).rejects.toMatchObject({ kind: "cancelled" });
  });

  it("passes on what is not a model's failure", async () => {
    const bug = new TypeError("bug");
    const options = {
      signal: new AbortController().signal,
      policy: defaultRetryPolicy,
      clock: processClock,
      mayRetry: () => true,
    };
    await expect(withRetries(() => Promise.reject(bug), options)).rejects.toBe(bug);
  });
});
