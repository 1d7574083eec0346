import { and, asc, desc, eq, inArray, lt, type SQL } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { type Ctx, guard } from "@/server/context";
import { before, type Page, pageOf } from "@/server/paging";
import { type DeliverySummary, OPEN_STATES } from "@/server/publishing/input";
import { resumeChannel, resumeWorkspace } from "@/server/publishing/pause";
import { readDeliveries } from "@/server/publishing/queries";
import { blackoutAt, readBlackouts } from "@/server/publishing/refuse-blackout";
import { moveDelivery } from "@/server/publishing/reschedule-delivery";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import { ofInstant } from "@/server/publishing/wall-time";
import { nextFreeSlot } from "@/server/scheduling/free-slots";
import { holdQueues, readQueues } from "@/server/scheduling/hold-queues";
import type { overdueInput, resumeChannelInput, resumeWorkspaceInput } from "@/server/scheduling/input";

/** More than these are left to the lateness policy, which asks a person. */
const MOST_MOVED = 500;

/** What should have gone out meanwhile, latest first, and how many there are. Throws NOT_FOUND. */
export async function listOverdue(
  ctx: Ctx,
  { channelId, limit, cursor }: z.output<typeof overdueInput>,
): Promise<Page<DeliverySummary> & { total: number }> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    if (channelId) await readQueues(tx, workspaceId, [channelId]);
    const overdue = overdueAt(workspaceId, { now: await databaseNow(tx), channelId });
    const rows = await tx
      .select({ id: deliveries.id, createdAt: deliveries.dueAt })
      .from(deliveries)
      .where(and(overdue, before(cursor, deliveries.dueAt, deliveries.id)))
      .orderBy(desc(deliveries.dueAt), desc(deliveries.id))
      .limit(limit + 1);
    const { items, nextCursor } = pageOf(rows, limit);
    const ids = items.map(({ id }) => id);
    const read = await readDeliveries(tx, workspaceId, ids);
    return {
      items: ids.flatMap((id) => read.find((one) => one.id === id) ?? []),
      nextCursor,
      total: await tx.$count(deliveries, overdue),
    };
  });
}

type Resumed = { moved: number; left: number };

/** Lets a channel go on and does with what is overdue as the person chose. Throws NOT_FOUND, PRECONDITION_FAILED for a full queue. */
export async function resumeChannelWith(ctx: Ctx, input: z.output<typeof resumeChannelInput>): Promise<Resumed> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const resumed = await settleOverdue(ctx, tx, input);
    await resumeChannel(ctx, input);
    return resumed;
  });
}

/** The same for the whole workspace. */
export async function resumeWorkspaceWith(ctx: Ctx, input: z.output<typeof resumeWorkspaceInput>): Promise<Resumed> {
  guard(ctx, "workspace.manage");
  return ctx.tx(async (tx) => {
    const resumed = await settleOverdue(ctx, tx, input);
    await resumeWorkspace(ctx);
    return resumed;
  });
}

type Choice = z.output<typeof resumeWorkspaceInput> & { channelId?: string };

async function settleOverdue(ctx: Ctx, tx: Tx, { channelId, overdue, spacingMinutes }: Choice): Promise<Resumed> {
  const { workspaceId } = ctx;
  const which = overdueAt(workspaceId, { now: await databaseNow(tx), channelId });
  const total = await tx.$count(deliveries, which);
  if (overdue === "leave" || total === 0) return { moved: 0, left: total };
  const channelsOf = await tx.selectDistinct({ id: deliveries.channelId }).from(deliveries).where(which);
  const queues = await holdQueues(
    tx,
    workspaceId,
    channelsOf.map(({ id }) => id),
  );
  const first = tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(which)
    .orderBy(asc(deliveries.dueAt))
    .limit(MOST_MOVED);
  // The ledger's rows are always locked in the order of their ids; what began to go out meanwhile is not among them.
  const held = await tx
    .select({ id: deliveries.id, channelId: deliveries.channelId, dueAt: deliveries.dueAt })
    .from(deliveries)
    .where(and(which, inArray(deliveries.id, first)))
    .orderBy(asc(deliveries.id))
    .for("update");
  const rows = held.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const now = await databaseNow(tx);
  const timeZone = await workspaceZone(ctx, tx);
  const blackouts = await readBlackouts(tx, workspaceId, { from: now, channelIds: queues.map(({ id }) => id) });
  let moved = 0;
  for (const queue of queues) {
    let at = Math.ceil(now.getTime());
    for (const { id: deliveryId } of rows.filter((row) => row.channelId === queue.id)) {
      const sent = ofInstant(Temporal.Instant.fromEpochMilliseconds(at), timeZone);
      const inBlackout = overdue === "send_now" && blackoutAt(blackouts, queue.id, sent.dueAt);
      const time =
        overdue === "send_now" && !inBlackout
          ? sent
          : await nextFreeSlot(tx, { workspaceId, channelId: queue.id, channelName: queue.name, after: sent.dueAt });
      await moveDelivery(tx, { workspaceId, deliveryId, time });
      at = sent.dueAt.getTime() + (overdue === "send_now" ? spacingMinutes * 60_000 : 0);
      moved++;
    }
  }
  return { moved, left: total - moved };
}

/** Open, and to be sent before now; a retry that waits for its turn is not overdue. */
const overdueAt = (
  workspaceId: string,
  { now, channelId }: { now: Date; channelId: string | undefined },
): SQL | undefined =>
  and(
    eq(deliveries.workspaceId, workspaceId),
    channelId === undefined ? undefined : eq(deliveries.channelId, channelId),
    inArray(deliveries.state, OPEN_STATES),
    lt(deliveries.sendAt, now),
  );
