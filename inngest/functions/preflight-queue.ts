import { inngest } from "@/inngest/client";
import { PREFLIGHT_START, type PreflightPlace, preflightPage } from "@/server/publishing/preflight";

/** A run has 1,000 steps at most; 400 pages are 200,000 deliveries a day. */
const MOST_PAGES = 400;

/** Every hour: looks at what goes out within a day, so that problems are known before. */
export const preflightQueue = inngest.createFunction(
  { id: "preflight-queue", triggers: [{ cron: "7 * * * *" }], retries: 2, concurrency: [{ limit: 1 }] },
  async ({ step }) => {
    let place: PreflightPlace | null = PREFLIGHT_START;
    let pages = 0;
    for (; place && pages < MOST_PAGES; pages++) {
      const from: PreflightPlace = place;
      place = await step.run(`page-${pages}`, () => preflightPage(from));
    }
    return { pages };
  },
);
