import { bulkSchedule, previewBulk } from "@/server/scheduling/bulk";
import { bulkInput, bulkPreview, bulkScheduled } from "@/server/scheduling/input";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");

/** Many posts at once. */
export const bulkRouter = router({
  preview: change
    .input(bulkInput)
    .output(bulkPreview)
    .query(({ ctx, input }) => previewBulk(ctx, input)),
  schedule: change
    .input(bulkInput)
    .output(bulkScheduled)
    .mutation(({ ctx, input }) => bulkSchedule(ctx, input)),
});
