import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { reconcileDelivery as reconcile } from "@/server/publishing/reconcile-delivery";

type Unknown = Events["publishing/delivery.unknown"];

/** Waits before each look: the last comes after the time a write is given to land, and before a person is asked. */
const WAITS = ["3s", "10s", "20s"] as const;

/**
 * Finds out whether something went out when its sender could not tell. The network gets a moment to finish what it may
 * still be doing. When it cannot be asked in time, the ledger's sweep asks a person.
 */
export const reconcileDelivery = inngest.createFunction(
  { id: "reconcile-delivery", triggers: [{ event: "publishing/delivery.unknown" }], retries: 2 },
  async ({ event, step }) => {
    const data = event.data as Unknown;
    for (const [index, wait] of WAITS.entries()) {
      await step.sleep(`let-it-settle-${index}`, wait);
      const found = await step.run(`look-${index}`, () =>
        reconcile(systemCtx(data.workspaceId, "reconcile-delivery"), data),
      );
      if (found !== "undecided") return found;
    }
    return "undecided";
  },
);
