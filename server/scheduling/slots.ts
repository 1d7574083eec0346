import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { slots } from "@/db/schema/scheduling";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import { findFreeSlots, readSlots } from "@/server/scheduling/free-slots";
import { holdQueues, readQueues } from "@/server/scheduling/hold-queues";
import {
  type addSlotsInput,
  type copySlotsInput,
  type freeSlots,
  LIMITS,
  type moveSlotInput,
  type nextFreeInput,
  type slotList,
} from "@/server/scheduling/input";

type SlotList = z.infer<typeof slotList>;
/** How many planned deliveries sit at a slot that is no more: they stay as they are. */
type Changed = { stays: number };

/** A channel's slots, at most 100, by weekday and time in the workspace's zone. Throws NOT_FOUND. */
export async function listSlots(ctx: Ctx, { channelId }: { channelId: string }): Promise<SlotList> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    await readQueues(tx, workspaceId, [channelId]);
    const items = await readSlots(tx, workspaceId, channelId);
    const timeZone = await workspaceZone(ctx, tx);
    return { items: items.map((slot) => ({ ...slot, channelId })), nextCursor: null, timeZone };
  });
}

/** The next times of a channel's queue with nothing in them. */
export async function nextFreeSlots(
  ctx: Ctx,
  { channelId, count }: z.output<typeof nextFreeInput>,
): Promise<z.infer<typeof freeSlots>> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    await readQueues(tx, workspaceId, [channelId]);
    const after = await databaseNow(tx);
    return { items: await findFreeSlots(tx, { workspaceId, channelId, count, after }), nextCursor: null };
  });
}

/** Adds every time on every weekday; those that are there already stay. Throws UNPROCESSABLE_CONTENT when they are too many. */
export async function addSlots(ctx: Ctx, input: z.output<typeof addSlotsInput>): Promise<SlotList> {
  guard(ctx, "posts.schedule");
  const { channelId, weekdays, times } = input;
  return ctx.tx(async (tx) => {
    await holdQueues(tx, ctx.workspaceId, [channelId]);
    await insertSlots(tx, ctx.workspaceId, {
      channelIds: [channelId],
      times: weekdays.flatMap((weekday) => times.map((time) => ({ weekday, time }))),
    });
    return listSlots(ctx, { channelId });
  });
}

/** Gives a slot another weekday or time. Throws NOT_FOUND, CONFLICT when the channel has such a slot. */
export async function moveSlot(ctx: Ctx, { slotId, weekday, time }: z.output<typeof moveSlotInput>): Promise<Changed> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const slot = await holdSlot(tx, workspaceId, slotId);
    if (slot.weekday === weekday && slot.time === time) return { stays: 0 };
    const stays = await countPlanned(tx, workspaceId, [slotId]);
    const there = (await readSlots(tx, workspaceId, slot.channelId)).some(
      (other) => other.weekday === weekday && other.time === time,
    );
    if (there) throw new AppError("CONFLICT", "There is a slot at that time already.");
    await tx
      .update(slots)
      .set({ weekday, time })
      .where(and(eq(slots.workspaceId, workspaceId), eq(slots.id, slotId)));
    await announce(tx, workspaceId, { kind: "channel", id: slot.channelId });
    return { stays };
  });
}

/** Removes a slot; what is planned there stays. Throws NOT_FOUND. */
export async function removeSlot(ctx: Ctx, { slotId }: { slotId: string }): Promise<Changed> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const { channelId } = await holdSlot(tx, workspaceId, slotId);
    const stays = await countPlanned(tx, workspaceId, [slotId]);
    await tx.delete(slots).where(and(eq(slots.workspaceId, workspaceId), eq(slots.id, slotId)));
    await announce(tx, workspaceId, { kind: "channel", id: channelId });
    return { stays };
  });
}

/** Gives other channels the slots of one, beside or instead of their own. Throws NOT_FOUND. */
export async function copySlots(ctx: Ctx, input: z.output<typeof copySlotsInput>): Promise<Changed> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  const targets = [...new Set(input.toChannelIds)].filter((id) => id !== input.channelId);
  return ctx.tx(async (tx) => {
    await holdQueues(tx, workspaceId, [input.channelId, ...targets]);
    const times = await readSlots(tx, workspaceId, input.channelId);
    const stays = input.replace ? await dropOthers(tx, workspaceId, { targets, times }) : 0;
    await insertSlots(tx, workspaceId, { channelIds: targets, times });
    return { stays };
  });
}

type Times = { weekday: number; time: string }[];

async function insertSlots(
  tx: Tx,
  workspaceId: string,
  { channelIds, times }: { channelIds: string[]; times: Times },
): Promise<void> {
  const rows = channelIds.flatMap((channelId) =>
    times.map(({ weekday, time }) => ({ workspaceId, channelId, weekday, time })),
  );
  if (rows.length > 0) await tx.insert(slots).values(rows).onConflictDoNothing();
  for (const channelId of channelIds) {
    if ((await readSlots(tx, workspaceId, channelId)).length > LIMITS.slotsPerChannel)
      throw new AppError("UNPROCESSABLE_CONTENT", `A queue has at most ${LIMITS.slotsPerChannel} slots a week.`);
    await announce(tx, workspaceId, { kind: "channel", id: channelId });
  }
}

async function dropOthers(
  tx: Tx,
  workspaceId: string,
  { targets, times }: { targets: string[]; times: Times },
): Promise<number> {
  const kept = times.map(({ weekday, time }) => `${weekday} ${time}`);
  const others = and(
    eq(slots.workspaceId, workspaceId),
    sql`${slots.channelId} = any(${sql.param(targets)}::uuid[])`,
    sql`${slots.weekday} || ' ' || ${slots.time} <> all(${sql.param(kept)}::text[])`,
  );
  const gone = await tx.select({ id: slots.id }).from(slots).where(others);
  const ids = gone.map(({ id }) => id);
  const stays = await countPlanned(tx, workspaceId, ids);
  await tx
    .delete(slots)
    .where(and(eq(slots.workspaceId, workspaceId), sql`${slots.id} = any(${sql.param(ids)}::uuid[])`));
  return stays;
}

/** The slot, with its channel's queue held: its channel never changes. */
async function holdSlot(tx: Tx, workspaceId: string, slotId: string) {
  const one = and(eq(slots.workspaceId, workspaceId), eq(slots.id, slotId));
  const [{ channelId } = { channelId: null }] = await tx.select({ channelId: slots.channelId }).from(slots).where(one);
  if (channelId) await holdQueues(tx, workspaceId, [channelId]);
  const [slot] = await tx.select().from(slots).where(one);
  if (!slot) throw new AppError("NOT_FOUND", "There is no such slot here.");
  return slot;
}

/** How many open deliveries of the slots' channels are due at them. */
async function countPlanned(tx: Tx, workspaceId: string, slotIds: string[]): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(sql`
    select count(distinct d.id)::int as n
    from slots s
    join workspaces w on w.id = s.workspace_id
    join deliveries d on d.workspace_id = s.workspace_id and d.channel_id = s.channel_id and d.due_at > now()
      and d.state in ('scheduled', 'preparing', 'ready', 'claimed')
      and extract(isodow from d.due_at at time zone w.time_zone) = s.weekday
      and to_char(d.due_at at time zone w.time_zone, 'HH24:MI') = s.time
    where s.workspace_id = ${workspaceId} and s.id = any(${sql.param(slotIds)}::uuid[])`);
  return row?.n ?? 0;
}
