import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { dueTime } from "@/server/publishing/due-time";
import { prepareDelivery as prepare } from "@/server/publishing/prepare-delivery";

const AHEAD_MS = 10 * 60_000;

type Scheduled = Events["publishing/delivery.scheduled"];

/** From ten minutes before the instant: uploads and containers, so that the instant itself costs one call per part. */
export const prepareDelivery = inngest.createFunction(
  {
    id: "prepare-delivery",
    triggers: [{ event: "publishing/delivery.scheduled" }],
    retries: 5,
    concurrency: [{ key: "event.data.workspaceId", limit: 5 }],
  },
  async ({ event, step }) => {
    const data = event.data as Scheduled;
    const ctx = systemCtx(data.workspaceId, "prepare-delivery");
    const sendAt = await step.run("when", () => dueTime(ctx, data));
    if (sendAt === null) return "changed";
    const start = new Date(Date.parse(sendAt) - AHEAD_MS);
    if (start.getTime() > Date.now()) await step.sleepUntil("ten-minutes-before", start);
    return step.run("prepare", () => prepare(ctx, data));
  },
);
