import {
  changeFollowing,
  changeOccurrence,
  endRecurrence,
  pauseRecurrence,
  resumeRecurrence,
  skipOccurrence,
} from "@/server/scheduling/change-recurrence";
import { createRecurrence } from "@/server/scheduling/create-recurrence";
import {
  changeFollowingInput,
  changeOccurrenceInput,
  createRecurrenceInput,
  listRecurrencesInput,
  previewRecurrenceInput,
  recurrenceDetail,
  recurrenceIdInput,
  recurrenceList,
  recurrenceOutput,
  recurrencePreview,
  skipOccurrenceInput,
  stoppedRecurrence,
  stopRecurrenceInput,
} from "@/server/scheduling/input";
import { getRecurrence, listRecurrences, previewRecurrence } from "@/server/scheduling/recurrences";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");
const read = memberProcedure("workspace.read");

/** Posts that take turns by a rule. */
export const recurrencesRouter = router({
  list: read
    .input(listRecurrencesInput)
    .output(recurrenceList)
    .query(({ ctx, input }) => listRecurrences(ctx, input)),
  get: read
    .input(recurrenceIdInput)
    .output(recurrenceDetail)
    .query(({ ctx, input }) => getRecurrence(ctx, input)),
  preview: read
    .input(previewRecurrenceInput)
    .output(recurrencePreview)
    .query(({ ctx, input }) => previewRecurrence(ctx, input)),
  create: change
    .input(createRecurrenceInput)
    .output(recurrenceOutput)
    .mutation(({ ctx, input }) => createRecurrence(ctx, input)),
  skip: change
    .input(skipOccurrenceInput)
    .output(recurrenceOutput)
    .mutation(({ ctx, input }) => skipOccurrence(ctx, input)),
  changeOne: change
    .input(changeOccurrenceInput)
    .output(recurrenceOutput)
    .mutation(({ ctx, input }) => changeOccurrence(ctx, input)),
  changeFollowing: change
    .input(changeFollowingInput)
    .output(recurrenceOutput)
    .mutation(({ ctx, input }) => changeFollowing(ctx, input)),
  pause: change
    .input(stopRecurrenceInput)
    .output(stoppedRecurrence)
    .mutation(({ ctx, input }) => pauseRecurrence(ctx, input)),
  resume: change
    .input(recurrenceIdInput)
    .output(recurrenceOutput)
    .mutation(({ ctx, input }) => resumeRecurrence(ctx, input)),
  end: change
    .input(stopRecurrenceInput)
    .output(stoppedRecurrence)
    .mutation(({ ctx, input }) => endRecurrence(ctx, input)),
});
