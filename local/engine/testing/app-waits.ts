import { type Data, inngest } from "./app-client.ts";
import { note } from "./effects.ts";

const sleeper = inngest.createFunction({ id: "sleeper", triggers: [{ event: "t/sleep" }] }, async ({ event, step }) => {
  const { key, until } = event.data as Data & { until: number };
  await step.sleepUntil("until", new Date(until));
  await step.run("woke", () => note("woke", { key, until }));
  await step.sleep("a while", "1s");
  note("slept", { key });
});

const waiter = inngest.createFunction({ id: "waiter", triggers: [{ event: "t/wait" }] }, async ({ event, step }) => {
  const { key, timeout } = event.data as Data & { timeout: string };
  await step.run("waiting", () => note("waiting", { key }));
  const got = await step.waitForEvent("go", { event: "t/go", timeout, match: "data.key" });
  note("waited", { key, value: (got?.data as Data | undefined)?.["value"] ?? null });
});

const plainRace = inngest.createFunction(
  { id: "plain-race", triggers: [{ event: "t/race" }] },
  async ({ event, step }) => {
    const { key, timeout, sleep } = event.data as Data & { timeout: string; sleep: string };
    await step.run("racing", () => note("racing", { key }));
    const winner = await Promise.race([
      step
        .waitForEvent("answer", { event: "t/answer", timeout, if: "event.data.key == async.data.key" })
        .then((answer) => (answer ? "event" : "nothing")),
      step.sleep("nap", sleep).then(() => "slept"),
    ]);
    note("raced", { key, winner });
  },
);

const groupRace = inngest.createFunction(
  { id: "group-race", triggers: [{ event: "t/group-race" }] },
  async ({ event, step, group }) => {
    const { key } = event.data as Data;
    const winner = await group.parallel({ mode: "race" }, () =>
      Promise.race([
        step
          .waitForEvent("answer", { event: "t/answer", timeout: "1h", if: "event.data.key == async.data.key" })
          .then((answer) => (answer ? "event" : "nothing")),
        step.sleep("nap", "1s").then(() => "slept"),
      ]),
    );
    await step.run("note", () => note("group-raced", { key, winner }));
  },
);

const signalled = inngest.createFunction(
  { id: "signalled", triggers: [{ event: "t/signal" }] },
  async ({ event, step }) => {
    const { key } = event.data as Data;
    await step.run("waiting", () => note("signal.waiting", { key }));
    const signal = await step.waitForSignal("signal", { signal: `signal-${key}`, timeout: "20s", onConflict: "fail" });
    note("signalled", { key, data: signal?.data ?? null });
  },
);

/** Sleeps, waits, races and signals. */
export const waitFunctions = [sleeper, waiter, plainRace, groupRace, signalled];
