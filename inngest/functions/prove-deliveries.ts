import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { proveDeliveries as prove } from "@/server/publishing/prove-deliveries";

type Unproven = Events["publishing/channel.unproven"];

/** Reads back what went out on a channel: the proof of publish. */
export const proveDeliveries = inngest.createFunction(
  {
    id: "prove-deliveries",
    triggers: [{ event: "publishing/channel.unproven" }],
    retries: 1,
    concurrency: [{ key: "event.data.channelId", limit: 1 }, { limit: 20 }],
  },
  async ({ event, step }) => {
    const { workspaceId, ...wanted } = event.data as Unproven;
    return step.run("read-back", () => prove(systemCtx(workspaceId, "prove-deliveries"), wanted));
  },
);
