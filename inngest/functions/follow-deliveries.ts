import { inngest } from "@/inngest/client";
import { requestProofs } from "@/server/publishing/request-proofs";
import { tellFailures } from "@/server/publishing/tell-failures";

/**
 * Every minute: tells people what did not go out, and has what did read back. One execution and no steps; looked for in the
 * ledger and not sent by the dispatcher, so a burst costs it nothing and nothing can be lost on the way.
 */
export const followDeliveries = inngest.createFunction(
  { id: "follow-deliveries", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async () => ({ ...(await tellFailures()), unproven: await requestProofs() }),
);
