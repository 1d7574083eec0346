import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { planRecurrence as plan } from "@/server/scheduling/plan-recurrence";

type Changed = Events["scheduling/recurrence.changed"];
/** 50 × 100 transactions are more than a recurrence has in 30 days. */
const MOST_RUNS = 50;

/** The next 30 days of a recurrence as deliveries; each step goes on where the one before ended. */
export const planRecurrence = inngest.createFunction(
  {
    id: "plan-recurrence",
    triggers: [{ event: "scheduling/recurrence.changed" }],
    retries: 5,
    concurrency: [{ key: "event.data.workspaceId", limit: 1 }],
  },
  async ({ event, step }) => {
    const { workspaceId, recurrenceId } = event.data as Changed;
    const ctx = systemCtx(workspaceId, "plan-recurrence");
    for (let run = 0; run < MOST_RUNS; run++) {
      const { more } = await step.run(`plan-${run}`, () => plan(ctx, { recurrenceId }));
      if (!more) return;
    }
  },
);
