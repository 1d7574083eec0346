import { z } from "zod";
import { rescheduledOutput } from "@/server/publishing/input";
import { pauseChannel } from "@/server/publishing/pause";
import { memberRoute, type Route } from "@/server/rest/route";
import { deliveryView } from "@/server/rest/routes/deliveries";
import { instantView } from "@/server/rest/times";
import { bulkSchedule } from "@/server/scheduling/bulk";
import {
  addSlotsInput,
  addToQueueInput,
  bulkInput,
  freeSlot,
  moveInQueueInput,
  moveSlotInput,
  nextFreeInput,
  resumeChannelInput,
  resumedOutput,
  slotList,
  slotsChanged,
} from "@/server/scheduling/input";
import { addToQueue, moveInQueue } from "@/server/scheduling/queue";
import { resumeChannelWith } from "@/server/scheduling/resume";
import { addSlots, listSlots, moveSlot, nextFreeSlots, removeSlot } from "@/server/scheduling/slots";

const id = z.uuid();
const scheduled = z.object({ deliveries: z.array(deliveryView), shifted: z.array(z.string()) });

/** Slots, the queue, many posts at once, and pauses. */
export const queueRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/channels/{id}/slots",
    summary: "The weekly slots of a channel's queue, in the workspace's zone; weekday 1 is Monday",
    permission: "workspace.read",
    input: z.object({ id }),
    output: slotList,
    status: 200,
    handler: (ctx, input) => listSlots(ctx, { channelId: input.id }),
  }),
  memberRoute({
    method: "POST",
    path: "/channels/{id}/slots",
    summary: "Add every time on every weekday to a channel's queue",
    permission: "posts.schedule",
    input: addSlotsInput.omit({ channelId: true }).extend({ id }),
    output: slotList,
    status: 201,
    handler: (ctx, { id: channelId, ...input }) => addSlots(ctx, { channelId, ...input }),
  }),
  memberRoute({
    method: "GET",
    path: "/channels/{id}/free-slots",
    summary: "The next times of a channel's queue with nothing in them",
    permission: "workspace.read",
    input: nextFreeInput.omit({ channelId: true }).extend({ id }),
    output: z.object({ items: z.array(freeSlot.extend({ dueAt: instantView })), nextCursor: z.string().nullable() }),
    status: 200,
    handler: (ctx, { id: channelId, count }) => nextFreeSlots(ctx, { channelId, count }),
  }),
  memberRoute({
    method: "PATCH",
    path: "/slots/{id}",
    summary: "Give a slot another weekday and time; what is planned there stays",
    permission: "posts.schedule",
    input: moveSlotInput.omit({ slotId: true }).extend({ id }),
    output: slotsChanged,
    status: 200,
    handler: (ctx, { id: slotId, ...input }) => moveSlot(ctx, { slotId, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/slots/{id}/remove",
    summary: "Remove a slot; what is planned there stays",
    permission: "posts.schedule",
    input: z.object({ id }),
    output: slotsChanged,
    status: 200,
    handler: (ctx, input) => removeSlot(ctx, { slotId: input.id }),
  }),
  memberRoute({
    method: "POST",
    path: "/posts/{id}/queue",
    summary: "Send a post to each channel at its next free slot",
    permission: "posts.schedule",
    input: addToQueueInput.omit({ postId: true }).extend({ id }),
    output: scheduled,
    status: 201,
    handler: (ctx, { id: postId, channelIds }) => addToQueue(ctx, { postId, channelIds }),
  }),
  memberRoute({
    method: "POST",
    path: "/deliveries/{id}/queue",
    summary: "Move a delivery to a free slot of its channel: the next one, or the one at `to`",
    permission: "posts.schedule",
    input: moveInQueueInput.omit({ deliveryId: true }).extend({ id }),
    output: rescheduledOutput.extend({ delivery: deliveryView }),
    status: 200,
    handler: (ctx, { id: deliveryId, ...input }) => moveInQueue(ctx, { deliveryId, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/bulk-schedule",
    summary: "Schedule up to 100 posts: to the queue, every so many hours, or each at its time. All or none",
    permission: "posts.schedule",
    input: bulkInput,
    output: scheduled,
    status: 201,
    handler: (ctx, input) => bulkSchedule(ctx, input),
  }),
  memberRoute({
    method: "POST",
    path: "/channels/{id}/pause",
    summary: "Send nothing more to a channel until it is resumed",
    permission: "posts.schedule",
    input: z.object({ id }),
    output: z.object({ paused: z.literal(true) }),
    status: 200,
    handler: async (ctx, input) => {
      await pauseChannel(ctx, { channelId: input.id });
      return { paused: true as const };
    },
  }),
  memberRoute({
    method: "POST",
    path: "/channels/{id}/resume",
    summary: "Let a channel go on, and say what becomes of what is overdue",
    permission: "posts.schedule",
    input: resumeChannelInput.omit({ channelId: true }).extend({ id }),
    output: resumedOutput,
    status: 200,
    handler: (ctx, { id: channelId, ...input }) => resumeChannelWith(ctx, { channelId, ...input }),
  }),
];
