import { inngest } from "@/inngest/client";
import { log } from "@/server/log";
import { armDispatchers } from "@/server/publishing/dispatcher";
import { sweepDeliveries } from "@/server/publishing/sweep-deliveries";

/**
 * Every minute: puts right what is stuck, even where no dispatcher runs, wakes the dispatchers and reports what this
 * process sent. One execution a minute and no steps; the instant itself belongs to the dispatcher.
 */
export const publishDue = inngest.createFunction(
  { id: "publish-due", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async () => {
    const swept = await sweepDeliveries();
    const figures = await armDispatchers();
    const stuck = swept.released + swept.expired + swept.givenUp > 0;
    if (stuck || figures?.sent || figures?.held)
      log().info({ ...swept, ...figures }, "published within the last minute");
    return { ...swept, ...figures };
  },
);
