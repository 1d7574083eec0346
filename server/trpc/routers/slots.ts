import {
  addSlotsInput,
  channelIdInput,
  copySlotsInput,
  freeSlots,
  moveSlotInput,
  nextFreeInput,
  slotIdInput,
  slotList,
  slotsChanged,
} from "@/server/scheduling/input";
import { addSlots, copySlots, listSlots, moveSlot, nextFreeSlots, removeSlot } from "@/server/scheduling/slots";
import { memberProcedure, router } from "@/server/trpc/trpc";

const change = memberProcedure("posts.schedule");
const read = memberProcedure("workspace.read");

/** The recurring times of a channel's queue. */
export const slotsRouter = router({
  list: read
    .input(channelIdInput)
    .output(slotList)
    .query(({ ctx, input }) => listSlots(ctx, input)),
  nextFree: read
    .input(nextFreeInput)
    .output(freeSlots)
    .query(({ ctx, input }) => nextFreeSlots(ctx, input)),
  add: change
    .input(addSlotsInput)
    .output(slotList)
    .mutation(({ ctx, input }) => addSlots(ctx, input)),
  move: change
    .input(moveSlotInput)
    .output(slotsChanged)
    .mutation(({ ctx, input }) => moveSlot(ctx, input)),
  remove: change
    .input(slotIdInput)
    .output(slotsChanged)
    .mutation(({ ctx, input }) => removeSlot(ctx, input)),
  copy: change
    .input(copySlotsInput)
    .output(slotsChanged)
    .mutation(({ ctx, input }) => copySlots(ctx, input)),
});
