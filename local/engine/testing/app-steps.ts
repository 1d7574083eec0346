import { setTimeout as delay } from "node:timers/promises";
import { NonRetriableError } from "inngest";
import { type Data, inngest } from "./app-client.ts";
import { note } from "./effects.ts";
import { meet } from "./meet.ts";

const ping = inngest.createFunction({ id: "ping", triggers: [{ event: "t/ping" }] }, async ({ event }) => {
  const { key, n } = event.data as Data;
  note("ping", { key, n });
  return { pong: n };
});

const steps = inngest.createFunction(
  { id: "steps", triggers: [{ event: "t/steps" }] },
  async ({ event, step, runId }) => {
    const { key, count, ms, quiet } = event.data as Data & { count: number; ms?: number; quiet?: boolean };
    let sum = 0;
    for (let index = 0; index < count; index++)
      sum += await step.run(`step-${index}`, async () => {
        if (ms) await delay(ms);
        if (!quiet) note("step", { key, runId, index });
        return index;
      });
    note("steps.done", { key, runId, sum });
    return sum;
  },
);

const parallel = inngest.createFunction(
  { id: "parallel", triggers: [{ event: "t/parallel" }] },
  async ({ event, step }) => {
    const { key, count } = event.data as Data & { count: number };
    const all = Array.from({ length: count }, (_, index) =>
      step.run(`part-${index}`, async () => {
        note("part", { key, index });
        await meet(key, count);
        return index;
      }),
    );
    const results = await Promise.all(all);
    const after = await step.run("after", () => results.length);
    note("parallel.done", { key, results, after });
  },
);

const loop = inngest.createFunction({ id: "loop", triggers: [{ event: "t/loop" }] }, async ({ event, step }) => {
  const results: number[] = [];
  for (let index = 0; index < 3; index++) results.push(await step.run("same-id", () => index));
  note("loop.done", { key: (event.data as Data).key, results });
});

const child = inngest.createFunction({ id: "child", triggers: [{ event: "t/child" }] }, async ({ event, step }) => {
  const { x, fail } = event.data as { x: number; fail?: boolean };
  const doubled = await step.run("double", () => x * 2);
  if (fail) throw new NonRetriableError("child says no");
  return { doubled };
});

const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "t/parent" }] }, async ({ event, step }) => {
  const { key, fail } = event.data as Data & { fail?: boolean };
  const result = await step
    .invoke("call", { function: child, data: { x: 21, fail: fail ?? false } })
    .catch((error: Error) => `caught ${error.message}`);
  note("parent.done", { key, result });
});

const sender = inngest.createFunction({ id: "sender", triggers: [{ event: "t/send" }] }, async ({ event, step }) => {
  const { key } = event.data as Data;
  const { ids } = await step.sendEvent("out", [
    { name: "t/multi-1", data: { key } },
    { name: "t/multi-2", data: { key } },
  ]);
  note("sent", { key, count: ids.length });
});

const multi = inngest.createFunction(
  { id: "multi", triggers: [{ event: "t/multi-1" }, { event: "t/multi-2" }] },
  async ({ event }) => note("multi", { key: (event.data as Data).key, name: event.name }),
);

const filtered = inngest.createFunction(
  { id: "filtered", triggers: [{ event: "t/filtered", if: "event.data.kind == 'yes' && event.data.n > 2" }] },
  async ({ event }) => note("filtered", { key: (event.data as Data).key }),
);

const wild = inngest.createFunction({ id: "wild", triggers: [{ event: "t/wild.*" }] }, async ({ event }) =>
  note("wild", { key: (event.data as Data).key, name: event.name }),
);

const fetching = inngest.createFunction({ id: "fetching", triggers: [{ event: "t/fetch" }] }, async ({ step }) => {
  await step.fetch("http://127.0.0.1:9/");
});

/** Steps, parallel steps, invoke, sendEvent and triggers. */
export const stepFunctions = [ping, steps, parallel, loop, child, parent, sender, multi, filtered, wild, fetching];
