import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { reconcileDelivery as reconcile } from "@/server/publishing/reconcile-delivery";

type Unknown = Events["publishing/delivery.unknown"];

/**
 * Finds out whether something went out when its sender could not tell. The network gets a moment to finish what it may
 * still be doing. When it cannot be asked in time, the ledger's sweep asks a person.
 */
export const reconcileDelivery = inngest.createFunction(
  { id: "reconcile-delivery", triggers: [{ event: "publishing/delivery.unknown" }], retries: 2 },
  async ({ event, step }) => {
    const data = event.data as Unknown;
    await step.sleep("let-it-settle", "3s");
    return step.run("look", () => reconcile(systemCtx(data.workspaceId, "reconcile-delivery"), data));
  },
);
