import { z } from "zod";
import { addBlackout, listBlackouts, plannedWithin, removeBlackout } from "@/server/scheduling/blackouts";
import {
  addBlackoutInput,
  addedBlackout,
  blackoutIdInput,
  blackoutList,
  listBlackoutsInput,
  plannedList,
  plannedWithinInput,
} from "@/server/scheduling/input";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");
const read = memberProcedure("workspace.read");

/** Days on which nothing goes out. */
export const blackoutsRouter = router({
  list: read
    .input(listBlackoutsInput)
    .output(blackoutList)
    .query(({ ctx, input }) => listBlackouts(ctx, input)),
  planned: read
    .input(plannedWithinInput)
    .output(plannedList)
    .query(({ ctx, input }) => plannedWithin(ctx, input)),
  add: change
    .input(addBlackoutInput)
    .output(addedBlackout)
    .mutation(({ ctx, input }) => addBlackout(ctx, input)),
  remove: change
    .input(blackoutIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeBlackout(ctx, input)),
});
