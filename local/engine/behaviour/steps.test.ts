import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTarget, type Target } from "../testing/target.ts";
import { until } from "../testing/until.ts";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

describe.concurrent("steps", { timeout: 60_000 }, () => {
  test("an event starts its function", async () => {
    const key = randomUUID();
    await target.send({ name: "t/ping", data: { key, n: 1 } });
    expect(await target.effects.expect("ping", { key })).toHaveLength(1);
  });

  test("GET /v1/events/:id/runs shows the run of an event with its result", async () => {
    const [id = ""] = await target.send({ name: "t/ping", data: { key: randomUUID(), n: 7 } });
    const run = await until("the run to complete", async () =>
      (await target.runsOf(id)).find((one) => one.status === "Completed"),
    );
    expect(run).toMatchObject({ function_id: expect.anything(), output: { pong: 7 } });
  });

  test("five steps in a row each run once", async () => {
    const key = randomUUID();
    await target.send({ name: "t/steps", data: { key, count: 5 } });
    expect((await target.effects.expect("steps.done", { key }))[0]).toMatchObject({ sum: 10 });
    expect(target.effects.of("step", { key }).map((effect) => effect["index"])).toEqual([0, 1, 2, 3, 4]);
  });

  test("six parallel steps each run once, and the function goes on once", async () => {
    const key = randomUUID();
    const [id = ""] = await target.send({ name: "t/parallel", data: { key, count: 6 } });
    await until("the run to complete", async () => (await target.runsOf(id))[0]?.status === "Completed");
    expect(target.effects.of("parallel.done", { key }).at(-1)).toMatchObject({ results: [0, 1, 2, 3, 4, 5], after: 6 });
    expect(target.effects.of("parallel.done", { key })).toHaveLength(1);
    expect(target.effects.of("part", { key })).toHaveLength(6);
  });

  test("parallel steps run at the same time", async () => {
    const key = randomUUID();
    // Each of these steps ends only once all of them have started.
    await target.send({ name: "t/parallel", data: { key, count: 6 } });
    await target.effects.expect("parallel.done", { key });
  });

  test("a step id repeated in a loop stands for separate steps", async () => {
    const key = randomUUID();
    await target.send({ name: "t/loop", data: { key } });
    expect((await target.effects.expect("loop.done", { key }))[0]?.["results"]).toEqual([0, 1, 2]);
  });

  test("invoke returns the other function's result", async () => {
    const key = randomUUID();
    await target.send({ name: "t/parent", data: { key } });
    expect((await target.effects.expect("parent.done", { key }))[0]?.["result"]).toEqual({ doubled: 42 });
  });

  test("an invoked function's error can be caught", async () => {
    const key = randomUUID();
    await target.send({ name: "t/parent", data: { key, fail: true } });
    expect((await target.effects.expect("parent.done", { key }))[0]?.["result"]).toContain("child says no");
  });

  test("step.sendEvent sends, and a function may have several triggers", async () => {
    const key = randomUUID();
    await target.send({ name: "t/send", data: { key } });
    const names = (await target.effects.expect("multi", { key }, 2)).map((effect) => effect["name"]);
    expect(names.toSorted()).toEqual(["t/multi-1", "t/multi-2"]);
    expect((await target.effects.expect("sent", { key }))[0]).toMatchObject({ count: 2 });
  });

  test("a trigger's `if` filters events, and a missing field is no match", async () => {
    const key = randomUUID();
    const ids = await target.send(
      { name: "t/filtered", data: { key, kind: "yes", n: 3 } },
      { name: "t/filtered", data: { key, kind: "yes", n: 1 } },
      { name: "t/filtered", data: {} },
    );
    await target.effects.expect("filtered", { key });
    await target.settle();
    const counts = await Promise.all(ids.map(async (id) => (await target.runsOf(id)).length));
    expect(counts).toEqual([1, 0, 0]);
  });

  test("a trigger may be a pattern", async () => {
    const key = randomUUID();
    await target.send({ name: "t/wild.one", data: { key } }, { name: "t/tame.two", data: { key } });
    expect(await target.effects.expect("wild", { key })).toMatchObject([{ name: "t/wild.one" }]);
  });
});

describe.concurrent("sleeps and waits", { timeout: 60_000 }, () => {
  test("sleepUntil never wakes early, and a sleep may follow", async () => {
    const key = randomUUID();
    const at = Date.now() + 1500;
    await target.send({ name: "t/sleep", data: { key, until: at } });
    await target.effects.expect("slept", { key });
    const woke = target.effects.of("woke", { key });
    expect(woke).toHaveLength(1);
    const early = process.env["INNGEST_TEST_URL"] ? 750 : 0; // real servers round to whole seconds
    expect(woke[0]?.at).toBeGreaterThanOrEqual(at - early);
  });

  test("waitForEvent gets the matching event only", async () => {
    const key = randomUUID();
    await target.send({ name: "t/wait", data: { key, timeout: "20s" } });
    await target.effects.expect("waiting", { key });
    const others = { name: "t/go", data: { key: "another", value: 1 } };
    const waited = await target.sendUntil("waited", { key }, others, { name: "t/go", data: { key, value: 7 } });
    expect(waited).toMatchObject([{ value: 7 }]);
  });

  test("waitForEvent gives null after its timeout", async () => {
    const key = randomUUID();
    await target.send({ name: "t/wait", data: { key, timeout: "1s" } });
    expect((await target.effects.expect("waited", { key }))[0]).toMatchObject({ value: null });
  });

  test("Promise.race of a wait and a sleep settles all branches first", async () => {
    const key = randomUUID();
    await target.send({ name: "t/race", data: { key, timeout: "3s", sleep: "1s" } });
    const [raced, racing] = [
      (await target.effects.expect("raced", { key }))[0],
      target.effects.of("racing", { key })[0],
    ];
    expect(raced?.["winner"]).toBe("slept");
    expect((raced?.at ?? 0) - (racing?.at ?? 0)).toBeGreaterThan(2000); // not before the wait is over, too
  });

  test("Promise.race is won by an event that comes first", async () => {
    const key = randomUUID();
    await target.send({ name: "t/race", data: { key, timeout: "20s", sleep: "5s" } });
    await target.effects.expect("racing", { key });
    const raced = await target.sendUntil("raced", { key }, { name: "t/answer", data: { key } });
    expect(raced).toMatchObject([{ winner: "event" }]);
  });

  test("group.parallel in race mode goes on after the first", async () => {
    const key = randomUUID();
    await target.send({ name: "t/group-race", data: { key } }); // the other branch waits an hour
    expect((await target.effects.expect("group-raced", { key }))[0]).toMatchObject({ winner: "slept" });
  });

  test("waitForSignal gets the signal's data", async () => {
    const key = randomUUID();
    await target.send({ name: "t/signal", data: { key } });
    await target.effects.expect("signal.waiting", { key });
    await until("the signal to be taken", async () =>
      JSON.stringify(await target.sendSignal(`signal-${key}`, { z: 1 })).includes("run"),
    );
    expect((await target.effects.expect("signalled", { key }))[0]?.["data"]).toEqual({ z: 1 });
  });

  test("an event with a future ts starts its function then, not earlier", async () => {
    const key = randomUUID();
    const ts = Date.now() + 1200;
    await target.send({ name: "t/ping", data: { key }, ts });
    expect((await target.effects.expect("ping", { key }))[0]?.at).toBeGreaterThanOrEqual(ts);
  });
});
