import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTarget, type Target } from "../testing/target.ts";
import { until } from "../testing/until.ts";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

/** Runs each of the events started, once the server had time to act on them. */
async function runCounts(ids: readonly string[]): Promise<number[]> {
  await target.settle();
  return Promise.all(ids.map(async (id) => (await target.runsOf(id)).length));
}

describe.concurrent("flow control", { timeout: 60_000 }, () => {
  test("concurrency holds per key", async () => {
    const key = randomUUID();
    const accounts = ["x", "y"].map((name) => `${name}-${key}`);
    // Each of these steps ends only once two of its account are running.
    const events = Array.from({ length: 8 }, (_, n) => ({
      name: "t/limited",
      data: { key, account: accounts[n % 2] },
    }));
    await target.send(...events);
    await target.effects.expect("limited.out", { key }, 8);
    for (const account of accounts) expect(mostAtOnce(account)).toBe(2);
  });

  function mostAtOnce(account: string): number {
    const moves = [
      ...target.effects.of("limited.in", { account }).map(({ at }) => ({ at, by: 1 })),
      ...target.effects.of("limited.out", { account }).map(({ at }) => ({ at, by: -1 })),
    ].toSorted((a, b) => a.at - b.at);
    let now = 0;
    return Math.max(...moves.map(({ by }) => (now += by)));
  }

  test("throttle 5 per second starts no run before its turn", async () => {
    const key = randomUUID();
    const sentAt = Date.now();
    await target.send(...Array.from({ length: 10 }, () => ({ name: "t/throttled", data: { key } })));
    const starts = (await target.effects.expect("throttled", { key }, 10))
      .map(({ at }) => at - sentAt)
      .toSorted((a, b) => a - b);
    // Five at once, then one every 200 ms. (50 ms: a real server's clock ticks in its own steps.)
    const turns = [0, 0, 0, 0, 0, 200, 400, 600, 800, 1000];
    expect(starts.filter((start, n) => start < (turns[n] ?? 0) - 50)).toEqual([]);
    expect(starts).toHaveLength(turns.length);
  });

  test("rateLimit drops what comes too soon, per key", async () => {
    const key = randomUUID();
    const other = randomUUID();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(...(await target.send({ name: "t/rated", data: { key } })));
    ids.push(...(await target.send({ name: "t/rated", data: { key: other } })));
    // GCRA: "3 per 60 s" lets one through every 20 s.
    expect(await runCounts(ids)).toEqual([1, 0, 0, 0, 0, 1]);
  });

  test("an idempotency key lets one event through", async () => {
    const key = randomUUID();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push(...(await target.send({ name: "t/once", data: { key } })));
    await target.effects.expect("once", { key });
    expect(await runCounts(ids)).toEqual([1, 0, 0]);
  });

  test("an event id sent twice starts its function once", async () => {
    const key = randomUUID();
    const event = { name: "t/ping", data: { key }, id: `event-${key}` };
    const ids = [...(await target.send(event)), ...(await target.send(event))];
    await target.effects.expect("ping", { key });
    await runCounts(ids);
    const marker = randomUUID(); // sent after both, so what they start has started before it
    await target.send({ name: "t/ping", data: { key: marker } });
    await target.effects.expect("ping", { key: marker });
    expect(target.effects.of("ping", { key })).toHaveLength(1);
  });

  test("debounce keeps the last event", async () => {
    const key = randomUUID();
    for (let n = 0; n < 4; n++) await target.send({ name: "t/debounced", data: { key, n } });
    expect(await target.effects.expect("debounced", { key })).toMatchObject([{ n: 3 }]);
  });

  test("batchEvents closes a batch when it is full or its time is over", async () => {
    const key = randomUUID();
    await target.send(...Array.from({ length: 7 }, (_, n) => ({ name: "t/batched", data: { key, n } })));
    const sizes = (await target.effects.expect("batched", { key }, 2)).map((effect) => effect["size"]);
    expect(sizes).toEqual([5, 2]);
  });

  test("priority goes ahead of what waits", async () => {
    const key = randomUUID();
    const run = (name: string, priority: number, holdMs: number) => ({
      name: "t/prioritised",
      data: { key, name, priority, holdMs },
    });
    await target.send(run("first", 0, 2000));
    await target.effects.expect("prioritised", { key, name: "first" });
    await target.send(run("a", 0, 0), run("b", 0, 0), run("c", 0, 0));
    await target.send(run("high", 100, 0));
    const order = (await target.effects.expect("prioritised", { key }, 5)).map((effect) => effect["name"]);
    expect(order.slice(0, 2)).toEqual(["first", "high"]);
  });

  test("a singleton in skip mode starts once while it runs", async () => {
    const key = randomUUID();
    const ids = [
      ...(await target.send({ name: "t/single", data: { key } })),
      ...(await target.send({ name: "t/single", data: { key } })),
    ];
    await target.effects.expect("single.started", { key });
    expect(await runCounts(ids)).toEqual([1, 0]);
  });

  test("a singleton in cancel mode gives way to a newer run", async () => {
    const key = randomUUID();
    const [id = ""] = await target.send({ name: "t/replaced", data: { key, n: 1, sleep: "1h" } });
    await target.effects.expect("replaced.started", { key, n: 1 });
    await target.settle();
    await target.send({ name: "t/replaced", data: { key, n: 2, sleep: "1s" } });
    await target.effects.expect("replaced.ended", { key, n: 2 });
    expect((await target.runsOf(id))[0]).toMatchObject({ status: "Cancelled" });
  });
});

describe.concurrent("failures", { timeout: 60_000 }, () => {
  test("a failing step is tried again", async () => {
    const key = randomUUID();
    await target.send({ name: "t/flaky", data: { key, failures: 1 } });
    expect((await target.effects.expect("flaky.done", { key }))[0]).toMatchObject({ result: "ok at 1" });
  });

  test("a step out of attempts throws its error where it is called", async () => {
    const key = randomUUID();
    await target.send({ name: "t/flaky", data: { key, failures: 9 } });
    expect((await target.effects.expect("flaky.done", { key }))[0]).toMatchObject({ result: "caught boom 2" });
  });

  test("onFailure runs once the retries are used up", async () => {
    const key = randomUUID();
    await target.send({ name: "t/failing", data: { key, how: "always" } });
    const failed = await target.effects.expect("failed", { key });
    expect(failed).toMatchObject([{ message: "always", functionId: "engine-test-failing" }]);
    expect(target.effects.of("attempt", { key })).toHaveLength(2);
  });

  test("a NonRetriableError fails at once", async () => {
    const key = randomUUID();
    await target.send({ name: "t/failing", data: { key, how: "fatal" } });
    await target.effects.expect("failed", { key, message: "fatal" });
    expect(target.effects.of("attempt", { key })).toHaveLength(1);
  });

  test("a RetryAfterError's time is kept", async () => {
    const key = randomUUID();
    await target.send({ name: "t/failing", data: { key, how: "later" } });
    await target.effects.expect("failed", { key, message: "later" });
    const [first, second] = target.effects.of("attempt", { key });
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1000);
  });
});

describe.concurrent("cancellation", { timeout: 60_000 }, () => {
  test("cancelOn ends the run the event matches, and no other", async () => {
    const [key, other] = [randomUUID(), randomUUID()];
    const [cancelledId = ""] = await target.send({ name: "t/cancellable", data: { key, sleep: "1h" } });
    await target.send({ name: "t/cancellable", data: { key: other, sleep: "2s" } });
    await target.effects.expect("cancellable.started", { key });
    await target.settle();
    await target.send({ name: "t/cancel", data: { key } });
    await until("the run to be cancelled", async () => (await target.runsOf(cancelledId))[0]?.status === "Cancelled");
    await target.effects.expect("cancellable.ended", { key: other });
  });

  test("a cancelled run announces itself", async () => {
    const key = randomUUID();
    await target.send({ name: "t/cancellable", data: { key, sleep: "1h" } });
    await target.effects.expect("cancellable.started", { key });
    await target.settle();
    await target.send({ name: "t/cancel", data: { key } });
    expect(await target.effects.expect("cancelled", { key, functionId: "cancellable" })).toHaveLength(1);
  });

  test("a run with a future ts can be cancelled before it starts", async () => {
    const key = randomUUID();
    const ts = Date.now() + 600_000;
    const [id = ""] = await target.send({ name: "t/cancellable", data: { key, sleep: "1s" }, ts });
    await target.settle();
    await target.send({ name: "t/cancel", data: { key } });
    await until("the run to be cancelled", async () => (await target.runsOf(id))[0]?.status === "Cancelled");
    expect(target.effects.of("cancellable.started", { key })).toHaveLength(0);
  });

  test("timeouts.finish ends a run that takes too long", async () => {
    const key = randomUUID();
    await target.send({ name: "t/slow", data: { key } }); // would sleep an hour
    await target.effects.expect("cancelled", { key, functionId: "slow" });
  });

  test("timeouts.start ends a run that waits too long for its turn", async () => {
    const key = randomUUID();
    await target.send({ name: "t/impatient", data: { key, n: 1 } });
    await target.effects.expect("impatient.started", { key, n: 1 });
    await target.send({ name: "t/impatient", data: { key, n: 2 } });
    await target.effects.expect("cancelled", { key, functionId: "impatient" });
    expect(target.effects.of("impatient.started", { key, n: 2 })).toHaveLength(0);
  });
});
