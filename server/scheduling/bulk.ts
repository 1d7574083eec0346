import { and, eq, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { posts } from "@/db/schema/posts";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { checkDeliveries, createDeliveries } from "@/server/publishing/create-deliveries";
import type { DeliverySummary } from "@/server/publishing/input";
import { chooseFutureTime, workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import { type ChosenTime, ofInstant } from "@/server/publishing/wall-time";
import { findFreeSlots } from "@/server/scheduling/free-slots";
import { holdQueues } from "@/server/scheduling/hold-queues";
import type { BulkPlan, BulkPreview, bulkInput } from "@/server/scheduling/input";

type Bulk = z.output<typeof bulkInput>;
type Scheduled = { deliveries: DeliverySummary[]; shifted: string[] };

/**
 * Schedules up to 100 posts at once: to the queue, every so many hours, or each at its own time. All of them or none; the
 * first problem is thrown with the post it is about in `details.postId`.
 */
export async function bulkSchedule(ctx: Ctx, input: Bulk): Promise<Scheduled> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const made: Scheduled = { deliveries: [], shifted: [] };
    for (const { postId, times } of await timesOf(ctx, tx, input)) {
      made.deliveries.push(...(await schedule(ctx, tx, { postId, times, allowBlackout: input.allowBlackout })));
      for (const { time } of times) if (time.shifted) made.shifted.push(time.shifted);
    }
    return { ...made, shifted: [...new Set(made.shifted)] };
  });
}

/** What the same input would come to, post by post; nothing is written. */
export async function previewBulk(ctx: Ctx, input: Bulk): Promise<BulkPreview> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const titles = await readTitles(tx, ctx.workspaceId, input.postIds);
    const items: BulkPreview["items"] = [];
    for (const { postId, times } of await timesOf(ctx, tx, input))
      items.push({
        postId,
        title: titles.get(postId) ?? null,
        times: times.map(({ channelId, time: { dueAt, wallTime, shifted } }) => ({
          channelId,
          dueAt,
          wallTime,
          shifted,
        })),
        problem: await problemOf(ctx, tx, { postId, times, allowBlackout: input.allowBlackout }),
      });
    return { items, nextCursor: null };
  });
}

type Planned = { postId: string; times: { channelId: string; time: ChosenTime }[] };

/** Which post goes where and when, in the order of the posts. */
async function timesOf(ctx: Ctx, tx: Tx, { postIds, channelIds, plan }: Bulk): Promise<Planned[]> {
  const ids = [...new Set(postIds)];
  if (ids.length < postIds.length) throw new AppError("BAD_REQUEST", "Name each post once.");
  const queues = await holdQueues(tx, ctx.workspaceId, channelIds);
  if ((await readTitles(tx, ctx.workspaceId, ids)).size < ids.length)
    throw new AppError("NOT_FOUND", "There is no such post here.");
  // Posts are locked in the order of their ids, whatever the order they go out in.
  await tx.execute(sql`
    select 1 from posts where workspace_id = ${ctx.workspaceId} and id = any(${sql.param(ids)}::uuid[]) order by id for update`);
  const at =
    plan.kind === "queue"
      ? await queueTimes(ctx, tx, { queues, count: ids.length })
      : await fixedTimes(ctx, tx, { plan, count: ids.length });
  return ids.map((postId, i) => ({
    postId,
    times: queues.flatMap(({ id: channelId }) => {
      const time = at.get(channelId)?.[i] ?? at.get("")?.[i];
      return time ? [{ channelId, time }] : [];
    }),
  }));
}

type Times = Map<string, ChosenTime[]>;

async function queueTimes(
  ctx: Ctx,
  tx: Tx,
  { queues, count }: { queues: { id: string; name: string }[]; count: number },
): Promise<Times> {
  const after = await databaseNow(tx);
  const times: Times = new Map();
  for (const { id: channelId, name } of queues) {
    const free = await findFreeSlots(tx, { workspaceId: ctx.workspaceId, channelId, count, after });
    if (free.length < count)
      throw new AppError(
        "PRECONDITION_FAILED",
        `The queue of ${name} has ${free.length} free slots within a year, and these are ${count} posts. Add slots.`,
        { details: { channelId } },
      );
    times.set(channelId, free);
  }
  return times;
}

type Fixed = { plan: Exclude<BulkPlan, { kind: "queue" }>; count: number };

/** The same times on every channel. */
async function fixedTimes(ctx: Ctx, tx: Tx, { plan, count }: Fixed): Promise<Times> {
  const timeZone = plan.timeZone ?? (await workspaceZone(ctx, tx));
  if (plan.kind === "at") {
    if (plan.times.length !== count)
      throw new AppError("BAD_REQUEST", `Give one time for each post: these are ${plan.times.length} for ${count}.`);
    const times: ChosenTime[] = [];
    for (const at of plan.times) times.push(await chooseFutureTime(ctx, tx, { at, timeZone }));
    return new Map([["", times]]);
  }
  const first = await chooseFutureTime(ctx, tx, { at: plan.from, timeZone });
  // Hours that pass, not hours of the clock: every 24 hours is an hour off after a clock change, as it says.
  const later = (i: number) => {
    const instant = Temporal.Instant.fromEpochMilliseconds(
      first.dueAt.getTime() + Math.round(i * plan.hours * 3_600_000),
    );
    return ofInstant(instant, timeZone);
  };
  return new Map([["", Array.from({ length: count }, (_, i) => (i === 0 ? first : later(i)))]]);
}

async function readTitles(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: posts.id, title: posts.title })
    .from(posts)
    .where(
      and(
        eq(posts.workspaceId, workspaceId),
        sql`${posts.deletedAt} is null`,
        sql`${posts.id} = any(${sql.param(ids)}::uuid[])`,
      ),
    );
  return new Map(rows.map(({ id, title }) => [id, title]));
}

type One = Planned & { allowBlackout: boolean };

async function schedule(ctx: Ctx, tx: Tx, { postId, times, allowBlackout }: One): Promise<DeliverySummary[]> {
  const made: DeliverySummary[] = [];
  try {
    for (const { channelId, time } of times)
      made.push(...(await createDeliveries(ctx, tx, { postId, channelIds: [channelId], time, allowBlackout })));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, { cause: error, details: { ...error.details, postId } });
  }
  return made;
}

/** What stands against scheduling a post so, or null. */
async function problemOf(ctx: Ctx, tx: Tx, { postId, times, allowBlackout }: One): Promise<string | null> {
  try {
    for (const { channelId, time } of times)
      await checkDeliveries(ctx, tx, { postId, channelIds: [channelId], time, allowBlackout });
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
