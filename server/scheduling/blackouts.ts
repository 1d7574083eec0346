import { and, asc, desc, eq, gte, inArray, lt, type SQL } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { blackouts } from "@/db/schema/scheduling";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { before, type Page, pageOf } from "@/server/paging";
import { type DeliverySummary, OPEN_STATES } from "@/server/publishing/input";
import { readDeliveries } from "@/server/publishing/queries";
import { holdBlackouts } from "@/server/publishing/refuse-blackout";
import { moveDelivery } from "@/server/publishing/reschedule-delivery";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import { wallDate } from "@/server/publishing/wall-time";
import { nextFreeSlot } from "@/server/scheduling/free-slots";
import { holdQueues, readQueues } from "@/server/scheduling/hold-queues";
import {
  type addBlackoutInput,
  type addedBlackout,
  type Blackout,
  LIMITS,
  type listBlackoutsInput,
  type plannedWithinInput,
} from "@/server/scheduling/input";

const columns = {
  id: blackouts.id,
  channelId: blackouts.channelId,
  from: blackouts.startsOn,
  to: blackouts.endsOn,
  reason: blackouts.reason,
  createdAt: blackouts.createdAt,
};

/** Blackouts that are not over, newest first. */
export async function listBlackouts(ctx: Ctx, input: z.output<typeof listBlackoutsInput>): Promise<Page<Blackout>> {
  guard(ctx, "workspace.read");
  return ctx.tx(async (tx) => {
    const rows = await tx
      .select(columns)
      .from(blackouts)
      .where(and(await notOver(ctx, tx), before(input.cursor, blackouts.createdAt, blackouts.id)))
      .orderBy(desc(blackouts.createdAt), desc(blackouts.id))
      .limit(input.limit + 1);
    return pageOf(rows, input.limit);
  });
}

/** What is planned within days of the workspace's zone, latest first. Throws NOT_FOUND for a channel that is not here. */
export async function plannedWithin(
  ctx: Ctx,
  { limit, cursor, ...span }: z.output<typeof plannedWithinInput>,
): Promise<Page<DeliverySummary>> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    if (span.channelId) await readQueues(tx, workspaceId, [span.channelId]);
    const rows = await tx
      .select({ id: deliveries.id, createdAt: deliveries.dueAt })
      .from(deliveries)
      .where(and(await within(ctx, tx, span), before(cursor, deliveries.dueAt, deliveries.id)))
      .orderBy(desc(deliveries.dueAt), desc(deliveries.id))
      .limit(limit + 1);
    const { items, nextCursor } = pageOf(rows, limit);
    const ids = items.map(({ id }) => id);
    const read = await readDeliveries(tx, workspaceId, ids);
    return { items: ids.flatMap((id) => read.find((one) => one.id === id) ?? []), nextCursor };
  });
}

/** So many planned deliveries move in the transaction that adds a blackout; more are refused. */
const MOST_MOVED = 500;

/**
 * Adds a blackout. What is planned within it stays, or moves to its channels' next free slots, all or none. Throws
 * NOT_FOUND, BAD_REQUEST for days that are over, PRECONDITION_FAILED for a full queue.
 */
export async function addBlackout(
  ctx: Ctx,
  { from, to, channelId, reason, planned }: z.output<typeof addBlackoutInput>,
): Promise<z.infer<typeof addedBlackout>> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    await holdBlackouts(tx, workspaceId, "alone");
    if (channelId) await readQueues(tx, workspaceId, [channelId]);
    const now = await databaseNow(tx);
    if (to < wallDate(now, await workspaceZone(ctx, tx)))
      throw new AppError("BAD_REQUEST", "Those days are over. Choose later ones.");
    if ((await tx.$count(blackouts, await notOver(ctx, tx))) >= LIMITS.blackouts)
      throw new AppError("UNPROCESSABLE_CONTENT", `A workspace has at most ${LIMITS.blackouts} blackouts to come.`);
    const [blackout] = await tx
      .insert(blackouts)
      .values({ workspaceId, channelId, startsOn: from, endsOn: to, reason, createdBy: actorUserId(ctx) })
      .returning(columns);
    if (!blackout) throw new Error("The blackout was not inserted.");
    const inside = await within(ctx, tx, { from, to, channelId });
    const moved = planned === "moves" ? await moveOut(tx, workspaceId, { inside, now }) : 0;
    return { blackout, moved, stayed: await tx.$count(deliveries, inside) };
  });
}

/** Removes a blackout; nothing moves back. Throws NOT_FOUND. */
export async function removeBlackout(ctx: Ctx, { blackoutId }: { blackoutId: string }): Promise<void> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const [gone] = await tx
      .delete(blackouts)
      .where(and(eq(blackouts.workspaceId, ctx.workspaceId), eq(blackouts.id, blackoutId)))
      .returning({ id: blackouts.id });
    if (!gone) throw new AppError("NOT_FOUND", "There is no such blackout here.");
  });
}

async function notOver(ctx: Ctx, tx: Tx): Promise<SQL | undefined> {
  const today = wallDate(await databaseNow(tx), await workspaceZone(ctx, tx));
  return and(eq(blackouts.workspaceId, ctx.workspaceId), gte(blackouts.endsOn, today));
}

type Span = { from: string; to: string; channelId: string | null };

async function within(ctx: Ctx, tx: Tx, { from, to, channelId }: Span): Promise<SQL | undefined> {
  const timeZone = await workspaceZone(ctx, tx);
  const start = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
  return and(
    eq(deliveries.workspaceId, ctx.workspaceId),
    channelId === null ? undefined : eq(deliveries.channelId, channelId),
    inArray(deliveries.state, OPEN_STATES),
    gte(deliveries.dueAt, start(Temporal.PlainDate.from(from))),
    lt(deliveries.dueAt, start(Temporal.PlainDate.from(to).add({ days: 1 }))),
  );
}

async function moveOut(
  tx: Tx,
  workspaceId: string,
  { inside, now }: { inside: SQL | undefined; now: Date },
): Promise<number> {
  const planned = await tx
    .select({ channelId: deliveries.channelId })
    .from(deliveries)
    .where(inside)
    .limit(MOST_MOVED + 1);
  if (planned.length > MOST_MOVED)
    throw new AppError("UNPROCESSABLE_CONTENT", `More than ${MOST_MOVED} posts are planned there. Choose fewer days.`);
  const queues = await holdQueues(
    tx,
    workspaceId,
    planned.map(({ channelId }) => channelId),
  );
  // The ledger's rows are always locked in the order of their ids; what began to go out meanwhile is not among them.
  const held = await tx
    .select({ id: deliveries.id, channelId: deliveries.channelId, dueAt: deliveries.dueAt })
    .from(deliveries)
    .where(inside)
    .orderBy(asc(deliveries.id))
    .for("update");
  const rows = held.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  for (const { id: deliveryId, channelId } of rows) {
    const channelName = queues.find(({ id }) => id === channelId)?.name ?? "";
    const time = await nextFreeSlot(tx, { workspaceId, channelId, channelName, after: now });
    await moveDelivery(tx, { workspaceId, deliveryId, time });
  }
  return rows.length;
}
