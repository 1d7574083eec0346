import { rescheduledOutput } from "@/server/publishing/input";
import {
  addToQueueInput,
  channelIdInput,
  moveInQueueInput,
  queuedOutput,
  shuffledOutput,
} from "@/server/scheduling/input";
import { addToQueue, moveInQueue, shuffleQueue } from "@/server/scheduling/queue";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");

/** Posts at the free slots of channels. */
export const queueRouter = router({
  add: change
    .input(addToQueueInput)
    .output(queuedOutput)
    .mutation(({ ctx, input }) => addToQueue(ctx, input)),
  move: change
    .input(moveInQueueInput)
    .output(rescheduledOutput)
    .mutation(({ ctx, input }) => moveInQueue(ctx, input)),
  shuffle: change
    .input(channelIdInput)
    .output(shuffledOutput)
    .mutation(({ ctx, input }) => shuffleQueue(ctx, input)),
});
