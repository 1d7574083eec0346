import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { PREPARE_AHEAD_MS, prepareDelivery as prepare } from "@/server/publishing/prepare-delivery";

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
    await step.sleepUntil("ten-minutes-before", new Date(Date.parse(data.sendAt) - PREPARE_AHEAD_MS));
    return step.run("prepare", () => prepare(systemCtx(data.workspaceId, "prepare-delivery"), data));
  },
);
