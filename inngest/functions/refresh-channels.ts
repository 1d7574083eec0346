import { inngest } from "@/inngest/client";
import { requestRefreshes } from "@/server/channels/request-refreshes";

/** Every five minutes: has the credentials renewed that come near their end. */
export const refreshChannels = inngest.createFunction(
  { id: "refresh-channels", triggers: [{ cron: "*/5 * * * *" }], retries: 0 },
  async () => ({ asked: await requestRefreshes() }),
);
