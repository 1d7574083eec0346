import { type Events, inngest } from "@/inngest/client";
import { refreshAhead } from "@/server/channels/refresh-channel";
import { systemCtx } from "@/server/context";

type Expiring = Events["channels/channel.expiring"];

/** Renews one channel's credentials well before they end; a network that does not answer is asked again. */
export const refreshChannel = inngest.createFunction(
  {
    id: "refresh-channel",
    triggers: [{ event: "channels/channel.expiring" }],
    retries: 5,
    concurrency: [{ limit: 50 }, { key: "event.data.workspaceId", limit: 5 }],
  },
  async ({ event, step }) => {
    const data = event.data as Expiring;
    return step.run("refresh", () => refreshAhead(systemCtx(data.workspaceId, "refresh-channel"), data));
  },
);
