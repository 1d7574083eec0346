import { z } from "zod";
import { memberRoute, type Route } from "@/server/rest/route";
import { deliveryView } from "@/server/rest/routes/deliveries";
import { instantView } from "@/server/rest/times";
import { addBlackout, listBlackouts, removeBlackout } from "@/server/scheduling/blackouts";
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
  addBlackoutInput,
  addedBlackout,
  changeFollowingInput,
  changeOccurrenceInput,
  createRecurrenceInput,
  listBlackoutsInput,
  listRecurrencesInput,
  occurrence,
  recurrenceOutput,
  skipOccurrenceInput,
  stopRecurrenceInput,
} from "@/server/scheduling/input";
import { getRecurrence, listRecurrences } from "@/server/scheduling/recurrences";

const id = z.uuid();
const view = recurrenceOutput.extend({ createdAt: instantView, plannedUntil: instantView.nullable() });
const turn = occurrence.extend({ dueAt: instantView, deliveries: z.array(deliveryView) });
const stop = {
  permission: "posts.schedule",
  input: stopRecurrenceInput.omit({ recurrenceId: true }).extend({ id }),
  output: z.object({ recurrence: view, cancelled: z.number() }),
  status: 200,
} as const;
const blackoutView = addedBlackout.shape.blackout.extend({ createdAt: instantView });

/** Recurring posts, and the days on which nothing goes out. */
export const recurrenceRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/recurrences",
    summary: "Recurring posts, newest first",
    permission: "workspace.read",
    input: listRecurrencesInput,
    output: z.object({ items: z.array(view), nextCursor: z.string().nullable() }),
    status: 200,
    handler: (ctx, input) => listRecurrences(ctx, input),
  }),
  memberRoute({
    method: "POST",
    path: "/recurrences",
    summary: "Let posts take turns by an RRULE; deliveries appear up to 30 days ahead",
    permission: "posts.schedule",
    input: createRecurrenceInput,
    output: view,
    status: 201,
    handler: (ctx, input) => createRecurrence(ctx, input),
  }),
  memberRoute({
    method: "GET",
    path: "/recurrences/{id}",
    summary: "A recurrence with its next turns and what is planned for them",
    permission: "workspace.read",
    input: z.object({ id }),
    output: view.extend({ next: z.array(turn) }),
    status: 200,
    handler: (ctx, input) => getRecurrence(ctx, { recurrenceId: input.id }),
  }),
  memberRoute({
    method: "POST",
    path: "/recurrences/{id}/skip",
    summary: "Leave one turn out, named by its wall time",
    permission: "posts.schedule",
    input: skipOccurrenceInput.omit({ recurrenceId: true }).extend({ id }),
    output: view,
    status: 200,
    handler: (ctx, { id: recurrenceId, ...input }) => skipOccurrence(ctx, { recurrenceId, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/recurrences/{id}/change-one",
    summary: "Give one turn another time or post",
    permission: "posts.schedule",
    input: changeOccurrenceInput.omit({ recurrenceId: true }).extend({ id }),
    output: view,
    status: 200,
    handler: (ctx, { id: recurrenceId, ...input }) => changeOccurrence(ctx, { recurrenceId, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/recurrences/{id}/change-following",
    summary: "Change a turn and all after it; answers with the recurrence that begins there",
    permission: "posts.schedule",
    input: changeFollowingInput.omit({ recurrenceId: true }).extend({ id }),
    output: view,
    status: 201,
    handler: (ctx, { id: recurrenceId, ...input }) => changeFollowing(ctx, { recurrenceId, ...input }),
  }),
  memberRoute({
    ...stop,
    method: "POST",
    path: "/recurrences/{id}/pause",
    summary: "Plan nothing more until it is resumed",
    handler: (ctx, { id: recurrenceId, ...input }) => pauseRecurrence(ctx, { recurrenceId, ...input }),
  }),
  memberRoute({
    ...stop,
    method: "POST",
    path: "/recurrences/{id}/end",
    summary: "End a recurrence for good",
    handler: (ctx, { id: recurrenceId, ...input }) => endRecurrence(ctx, { recurrenceId, ...input }),
  }),
  memberRoute({
    method: "POST",
    path: "/recurrences/{id}/resume",
    summary: "Let a paused recurrence go on",
    permission: "posts.schedule",
    input: z.object({ id }),
    output: view,
    status: 200,
    handler: (ctx, input) => resumeRecurrence(ctx, { recurrenceId: input.id }),
  }),
  memberRoute({
    method: "GET",
    path: "/blackouts",
    summary: "Days to come on which nothing goes out, in the workspace's zone",
    permission: "workspace.read",
    input: listBlackoutsInput,
    output: z.object({ items: z.array(blackoutView), nextCursor: z.string().nullable() }),
    status: 200,
    handler: (ctx, input) => listBlackouts(ctx, input),
  }),
  memberRoute({
    method: "POST",
    path: "/blackouts",
    summary: "Let nothing go out on some days; what is planned there stays or moves to the next free slots",
    permission: "posts.schedule",
    input: addBlackoutInput,
    output: addedBlackout.extend({ blackout: blackoutView }),
    status: 201,
    handler: (ctx, input) => addBlackout(ctx, input),
  }),
  memberRoute({
    method: "POST",
    path: "/blackouts/{id}/remove",
    summary: "Remove a blackout; nothing moves back",
    permission: "posts.schedule",
    input: z.object({ id }),
    output: z.object({ removed: z.literal(true) }),
    status: 200,
    handler: async (ctx, input) => {
      await removeBlackout(ctx, { blackoutId: input.id });
      return { removed: true as const };
    },
  }),
];
