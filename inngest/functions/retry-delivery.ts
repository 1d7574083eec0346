import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { armDispatchers } from "@/server/publishing/dispatcher";
import { dueTime } from "@/server/publishing/due-time";
import { prepareDelivery } from "@/server/publishing/prepare-delivery";

const AHEAD_MS = 5_000;

type Retry = Events["publishing/delivery.retry"];

/** After a rate limit or an outage: waits, prepares what is not yet, and wakes the dispatchers. */
export const retryDelivery = inngest.createFunction(
  { id: "retry-delivery", triggers: [{ event: "publishing/delivery.retry" }], retries: 2 },
  async ({ event, step }) => {
    const data = event.data as Retry;
    const ctx = systemCtx(data.workspaceId, "retry-delivery");
    const sendAt = await step.run("when", () => dueTime(ctx, data));
    if (sendAt === null) return "changed";
    await step.sleepUntil("shortly-before", new Date(Date.parse(sendAt) - AHEAD_MS));
    const prepared = await step.run("prepare", () => prepareDelivery(ctx, { ...data, sendAt }));
    await step.run("wake", async () => void (await armDispatchers()));
    return prepared;
  },
);
