import { NonRetriableError, RetryAfterError } from "inngest";
import { type Data, inngest } from "./app-client.ts";
import { note } from "./effects.ts";

const flaky = inngest.createFunction(
  { id: "flaky", retries: 2, triggers: [{ event: "t/flaky" }] },
  async ({ event, step, attempt }) => {
    const { key, failures } = event.data as Data & { failures: number };
    const result = await step
      .run("work", () => {
        if (attempt < failures) throw new Error(`boom ${attempt}`);
        return `ok at ${attempt}`;
      })
      .catch((error: Error) => `caught ${error.message}`);
    note("flaky.done", { key, result });
  },
);

const failing = inngest.createFunction(
  {
    id: "failing",
    retries: 1,
    triggers: [{ event: "t/failing" }],
    onFailure: async ({ event, error, step }) => {
      const original = event.data.event.data as Data;
      await step.run("note", () =>
        note("failed", { key: original.key, message: error.message, functionId: event.data.function_id }),
      );
    },
  },
  async ({ event, attempt }) => {
    const { key, how } = event.data as Data;
    note("attempt", { key, attempt });
    if (how === "fatal") throw new NonRetriableError("fatal");
    if (how === "later") throw new RetryAfterError("later", "2s");
    throw new Error("always");
  },
);

const onCancel = inngest.createFunction(
  { id: "on-cancel", triggers: [{ event: "inngest/function.cancelled" }] },
  async ({ event }) =>
    note("cancelled", {
      key: (event.data["event"].data as Data).key,
      functionId: String(event.data["function_id"]).replace("engine-test-", ""),
    }),
);

const cancellable = inngest.createFunction(
  { id: "cancellable", cancelOn: [{ event: "t/cancel", match: "data.key" }], triggers: [{ event: "t/cancellable" }] },
  async ({ event, step }) => {
    const { key, sleep } = event.data as Data & { sleep: string };
    await step.run("start", () => note("cancellable.started", { key }));
    await step.sleep("nap", sleep);
    note("cancellable.ended", { key });
  },
);

const slow = inngest.createFunction(
  { id: "slow", timeouts: { finish: "1s" }, triggers: [{ event: "t/slow" }] },
  async ({ event, step }) => {
    await step.sleep("nap", "1h");
    note("slow.ended", { key: (event.data as Data).key });
  },
);

/** Retries, failures, cancellation and timeouts. */
export const failureFunctions = [flaky, failing, onCancel, cancellable, slow];
