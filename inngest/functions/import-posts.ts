import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { importRowsOf } from "@/server/scheduling/commit-import";

type Committed = Events["scheduling/import.committed"];
/** 100 × 25 rows are more than an import may have. */
const MOST_RUNS = 100;

/** The rows of a committed import as posts; each step goes on where the one before ended. */
export const importPosts = inngest.createFunction(
  {
    id: "import-posts",
    triggers: [{ event: "scheduling/import.committed" }],
    retries: 5,
    concurrency: [{ key: "event.data.workspaceId", limit: 1 }],
  },
  async ({ event, step }) => {
    const { workspaceId, importId } = event.data as Committed;
    const ctx = systemCtx(workspaceId, "import-posts");
    for (let run = 0; run < MOST_RUNS; run++) {
      const { more } = await step.run(`rows-${run}`, () => importRowsOf(ctx, { importId }));
      if (!more) return;
    }
  },
);
