import { setTimeout as delay } from "node:timers/promises";
import { type Data, inngest } from "./app-client.ts";
import { note } from "./effects.ts";
import { meet } from "./meet.ts";

const limited = inngest.createFunction(
  { id: "limited", concurrency: [{ limit: 2, key: "event.data.account" }], triggers: [{ event: "t/limited" }] },
  async ({ event, step }) => {
    const { key, account } = event.data as Data & { account: string };
    await step.run("work", async () => {
      note("limited.in", { key, account });
      await meet(account, 2);
      note("limited.out", { key, account });
    });
  },
);

const throttled = inngest.createFunction(
  {
    id: "throttled",
    throttle: { limit: 5, period: "1s", key: "event.data.key" },
    triggers: [{ event: "t/throttled" }],
  },
  async ({ event }) => note("throttled", { key: (event.data as Data).key }),
);

const rated = inngest.createFunction(
  { id: "rated", rateLimit: { limit: 3, period: "60s", key: "event.data.key" }, triggers: [{ event: "t/rated" }] },
  async ({ event }) => note("rated", { key: (event.data as Data).key }),
);

const once = inngest.createFunction(
  { id: "once", idempotency: "event.data.key", triggers: [{ event: "t/once" }] },
  async ({ event }) => note("once", { key: (event.data as Data).key }),
);

const debounced = inngest.createFunction(
  { id: "debounced", debounce: { period: "1s", key: "event.data.key" }, triggers: [{ event: "t/debounced" }] },
  async ({ event }) => note("debounced", { key: (event.data as Data).key, n: event.data["n"] }),
);

const batched = inngest.createFunction(
  {
    id: "batched",
    batchEvents: { maxSize: 5, timeout: "2s", key: "event.data.key" },
    triggers: [{ event: "t/batched" }],
  },
  async ({ events }) => note("batched", { key: (events[0].data as Data).key, size: events.length }),
);

const prioritised = inngest.createFunction(
  {
    id: "prioritised",
    concurrency: { limit: 1, key: "event.data.key" },
    priority: { run: "event.data.priority" },
    triggers: [{ event: "t/prioritised" }],
  },
  async ({ event }) => {
    const { key, name, holdMs } = event.data as Data & { holdMs: number };
    note("prioritised", { key, name });
    await delay(holdMs);
  },
);

const single = inngest.createFunction(
  { id: "single", singleton: { key: "event.data.key", mode: "skip" }, triggers: [{ event: "t/single" }] },
  async ({ event, step }) => {
    await step.run("start", () => note("single.started", { key: (event.data as Data).key }));
    await step.sleep("nap", "2s");
  },
);

const replaced = inngest.createFunction(
  { id: "replaced", singleton: { key: "event.data.key", mode: "cancel" }, triggers: [{ event: "t/replaced" }] },
  async ({ event, step }) => {
    const { key, n, sleep } = event.data as Data & { sleep: string };
    await step.run("start", () => note("replaced.started", { key, n }));
    await step.sleep("nap", sleep);
    note("replaced.ended", { key, n });
  },
);

const impatient = inngest.createFunction(
  {
    id: "impatient",
    concurrency: { limit: 1, key: "event.data.key" },
    timeouts: { start: "1s" },
    triggers: [{ event: "t/impatient" }],
  },
  async ({ event, step }) => {
    const { key, n } = event.data as Data;
    await step.run("work", async () => {
      note("impatient.started", { key, n });
      await delay(2500);
    });
  },
);

const ticking = inngest.createFunction(
  { id: "ticking", triggers: [{ cron: "TZ=Europe/Berlin 0 4 1 1 *" }] },
  async ({ event }) => note("tick", { name: event.name }),
);

/** Flow control and cron. */
export const flowFunctions = [
  limited,
  throttled,
  rated,
  once,
  debounced,
  batched,
  prioritised,
  single,
  replaced,
  impatient,
  ticking,
];
