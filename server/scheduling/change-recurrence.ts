import { and, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { recurrenceDeliveries, recurrences } from "@/db/schema/scheduling";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addEvent } from "@/server/outbox/add-event";
import { cancelWhere } from "@/server/publishing/change-delivery";
import { createDeliveries } from "@/server/publishing/create-deliveries";
import { OPEN_STATES } from "@/server/publishing/input";
import { refuseBlackout } from "@/server/publishing/refuse-blackout";
import { moveDelivery } from "@/server/publishing/reschedule-delivery";
import { chooseFutureTime } from "@/server/publishing/schedule-post";
import type { ChosenTime } from "@/server/publishing/wall-time";
import { insertRecurrence } from "@/server/scheduling/create-recurrence";
import type {
  changeFollowingInput,
  changeOccurrenceInput,
  Recurrence,
  skipOccurrenceInput,
  stopRecurrenceInput,
} from "@/server/scheduling/input";
import { holdRecurrence, loadRecurrence, ruleOf } from "@/server/scheduling/load-recurrence";
import { cancelPlanned, openDeliveries } from "@/server/scheduling/planned-deliveries";
import { splitRule, turnAt } from "@/server/scheduling/recurrence-rule";
import { choosePost, livePosts } from "@/server/scheduling/vary-text";

/** A person skips a turn for good; so many are enough for a year of days and nights. */
const MOST_SKIPS = 500;

/** Leaves one turn out and cancels what is planned for it. Throws NOT_FOUND for a turn the rule does not have. */
export async function skipOccurrence(ctx: Ctx, input: z.output<typeof skipOccurrenceInput>): Promise<Recurrence> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const held = await holdGoing(ctx, tx, input.recurrenceId);
    const { occurrence } = turnAt(ruleOf(held), input.occurrence);
    if (held.skips.length >= MOST_SKIPS)
      throw new AppError("UNPROCESSABLE_CONTENT", "So many turns are skipped already. Change the rule instead.");
    const skips = [...new Set([...held.skips, occurrence])];
    await update(tx, ctx.workspaceId, { recurrenceId: held.id, set: { skips } });
    await cancelPlanned(tx, ctx.workspaceId, { recurrenceId: held.id, only: occurrence });
    return loadRecurrence(tx, ctx.workspaceId, held.id);
  });
}

/**
 * Changes one turn only, on every channel where it is still to go out: its time, its post, or both. Throws
 * PRECONDITION_FAILED for a turn that is not planned yet, and what scheduling throws.
 */
export async function changeOccurrence(ctx: Ctx, input: z.output<typeof changeOccurrenceInput>): Promise<Recurrence> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const held = await holdGoing(ctx, tx, input.recurrenceId);
    const { occurrence } = turnAt(ruleOf(held), input.occurrence);
    const planned = await openDeliveries(tx, workspaceId, { recurrenceId: held.id, only: occurrence });
    if (planned.length === 0)
      throw new AppError("PRECONDITION_FAILED", "Nothing is planned for that turn yet, or it is out or going out.");
    const timeZone = input.timeZone ?? held.timeZone;
    const asked = input.at === undefined ? null : await chooseFutureTime(ctx, tx, { at: input.at, timeZone });
    for (const { id: deliveryId, channelId, postId, dueAt, wallTime, timeZone: zone } of planned) {
      const time = asked ?? { dueAt, wallTime, timeZone: zone, shifted: null };
      if ((input.postId ?? postId) === postId) {
        if (!asked) continue;
        await refuseBlackout(tx, workspaceId, { dueAt: time.dueAt, channelIds: [channelId] });
        await moveDelivery(tx, { workspaceId, deliveryId, time });
      } else await replace(ctx, tx, { deliveryId, channelId, postId: input.postId ?? postId, time });
    }
    return loadRecurrence(tx, workspaceId, held.id);
  });
}

/**
 * Changes a turn and all after it: this recurrence ends right before, and another begins there with what is changed. What
 * was planned from there on is cancelled and planned anew. Returns the new one.
 */
export async function changeFollowing(ctx: Ctx, input: z.output<typeof changeFollowingInput>): Promise<Recurrence> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const held = await holdGoing(ctx, tx, input.recurrenceId);
    const turn = turnAt(ruleOf(held), input.occurrence);
    const { before, onward } = splitRule(ruleOf(held), turn);
    await cancelPlanned(tx, workspaceId, { recurrenceId: held.id, from: turn.occurrence });
    const left = turn.index > 0;
    const set = left ? { rule: before } : { state: "ended" as const };
    await update(tx, workspaceId, { recurrenceId: held.id, set });
    const k = turn.index % held.postIds.length;
    return insertRecurrence(ctx, tx, {
      title: input.title ?? held.title,
      // The turns go on where they were.
      postIds: input.postIds ?? [...held.postIds.slice(k), ...held.postIds.slice(0, k)],
      channelIds: input.channelIds ?? held.channelIds,
      rule: input.rule ?? onward,
      startsAt: input.startsAt ?? turn.occurrence,
      timeZone: input.timeZone ?? held.timeZone,
      skips: held.skips.filter((skip) => skip >= turn.occurrence),
    });
  });
}

type Stopped = { recurrence: Recurrence; cancelled: number };

/** Plans nothing more until it is resumed; what is planned is cancelled unless it is to stay. */
export const pauseRecurrence = (ctx: Ctx, input: z.output<typeof stopRecurrenceInput>): Promise<Stopped> =>
  stop(ctx, input, "paused");

/** Ends a recurrence for good; what is planned is cancelled unless it is to stay. */
export const endRecurrence = (ctx: Ctx, input: z.output<typeof stopRecurrenceInput>): Promise<Stopped> =>
  stop(ctx, input, "ended");

/** Lets a paused recurrence go on and has it planned. Throws CONFLICT when it is over. */
export async function resumeRecurrence(ctx: Ctx, { recurrenceId }: { recurrenceId: string }): Promise<Recurrence> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    await holdGoing(ctx, tx, recurrenceId);
    await update(tx, workspaceId, { recurrenceId, set: { state: "active", plannedUntil: null } });
    await addEvent(tx, "scheduling/recurrence.changed", { workspaceId, recurrenceId });
    return loadRecurrence(tx, workspaceId, recurrenceId);
  });
}

async function stop(
  ctx: Ctx,
  { recurrenceId, keepPlanned }: z.output<typeof stopRecurrenceInput>,
  state: "paused" | "ended",
): Promise<Stopped> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const held = await holdRecurrence(ctx, tx, recurrenceId);
    if (held.state !== "ended") await update(tx, ctx.workspaceId, { recurrenceId, set: { state, problem: null } });
    const cancelled = keepPlanned ? 0 : await cancelPlanned(tx, ctx.workspaceId, { recurrenceId });
    return { recurrence: await loadRecurrence(tx, ctx.workspaceId, recurrenceId), cancelled };
  });
}

/** Throws CONFLICT when it has ended. */
async function holdGoing(ctx: Ctx, tx: Tx, recurrenceId: string): Promise<Recurrence> {
  const held = await holdRecurrence(ctx, tx, recurrenceId);
  if (held.state === "ended") throw new AppError("CONFLICT", "This recurrence has ended. Start a new one.");
  return held;
}

async function update(
  tx: Tx,
  workspaceId: string,
  { recurrenceId, set }: { recurrenceId: string; set: Partial<typeof recurrences.$inferInsert> },
): Promise<void> {
  await tx
    .update(recurrences)
    .set(set)
    .where(and(eq(recurrences.workspaceId, workspaceId), eq(recurrences.id, recurrenceId)));
}

type Replacement = { deliveryId: string; channelId: string; postId: string; time: ChosenTime };

/** Another post in the place of one: the old delivery is cancelled, the turn points to the new one. */
async function replace(ctx: Ctx, tx: Tx, { deliveryId, channelId, postId, time }: Replacement): Promise<void> {
  const { workspaceId } = ctx;
  if ((await livePosts(tx, workspaceId, [postId])).length === 0)
    throw new AppError("NOT_FOUND", "There is no such post here.");
  const varied = await choosePost(tx, { workspaceId, postIds: [postId], channelId, index: 0, dueAt: time.dueAt });
  if (!varied) throw new AppError("UNPROCESSABLE_CONTENT", "That text goes there too close to this turn already.");
  const [made] = await createDeliveries(ctx, tx, { postId, channelIds: [channelId], time, repeated: true });
  if (!made) throw new Error("The delivery was not made.");
  // After the post, as whoever trashes one locks its deliveries.
  const one = and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.id, deliveryId));
  if ((await cancelWhere(tx, and(one, inArray(deliveries.state, OPEN_STATES)))) === 0)
    throw new AppError("CONFLICT", "Too late: it is going out.");
  await tx
    .update(recurrenceDeliveries)
    .set({ deliveryId: made.id })
    .where(and(eq(recurrenceDeliveries.workspaceId, workspaceId), eq(recurrenceDeliveries.deliveryId, deliveryId)));
}
