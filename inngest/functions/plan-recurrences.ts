import { inngest } from "@/inngest/client";
import { recurrencesToPlan } from "@/server/scheduling/plan-recurrence";

const PAGE = 100;

/** Four times a day: the 30 days ahead of every recurrence move on, and what could not be planned is tried again. */
export const planRecurrences = inngest.createFunction(
  { id: "plan-recurrences", triggers: [{ cron: "17 */6 * * *" }], retries: 3, concurrency: [{ limit: 1 }] },
  async ({ step }) => {
    let after: string | null = null;
    for (let page = 0; ; page++) {
      const from: string | null = after;
      const found: Awaited<ReturnType<typeof recurrencesToPlan>> = await step.run(`page-${page}`, () =>
        recurrencesToPlan({ after: from, most: PAGE }),
      );
      const events = found.map((data) => ({ name: "scheduling/recurrence.changed" as const, data }));
      if (events.length > 0) await step.sendEvent(`plan-${page}`, events);
      after = found.at(-1)?.recurrenceId ?? null;
      if (found.length < PAGE) return page;
    }
  },
);
