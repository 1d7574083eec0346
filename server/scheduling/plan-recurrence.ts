import { and, eq } from "drizzle-orm";
import { pool } from "@/db/client";
import { recurrenceDeliveries, recurrences } from "@/db/schema/scheduling";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { createDeliveries } from "@/server/publishing/create-deliveries";
import { blackoutAt, readBlackouts } from "@/server/publishing/refuse-blackout";
import { databaseNow } from "@/server/publishing/wake";
import { holdRecurrence, ruleOf } from "@/server/scheduling/load-recurrence";
import { cancelPlanned } from "@/server/scheduling/planned-deliveries";
import { type Turn, turnsOf } from "@/server/scheduling/recurrence-rule";
import { choosePost, findRepeats, livePosts } from "@/server/scheduling/vary-text";

const DAY_MS = 86_400_000;
/** How far ahead recurrences become deliveries. */
const AHEAD_MS = 30 * DAY_MS;
/** So many transactions in one durable step. */
const MOST_PER_RUN = 100;

type Planned = { planned: number; more: boolean };

/**
 * Makes deliveries of the turns of the next 30 days, one transaction each; what is there already is left alone, so it may
 * run twice, at once or after dying in the middle. What cannot be planned is said in `problem` and tried again next time;
 * a recurrence whose turns are all over has ended.
 */
export async function planRecurrence(ctx: Ctx, { recurrenceId }: { recurrenceId: string }): Promise<Planned> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  const { open, until } = await ctx.tx(async (tx) => {
    const found = await holdRecurrence(ctx, tx, recurrenceId);
    const now = await databaseNow(tx);
    const to = new Date(now.getTime() + AHEAD_MS);
    if (found.state !== "active") return { open: [], until: to };
    // Their turns are open again, for another text.
    await cancelPlanned(tx, workspaceId, { recurrenceId, ids: await findRepeats(tx, workspaceId, recurrenceId) });
    const rows = await tx
      .select({ occurrence: recurrenceDeliveries.occurrence, channelId: recurrenceDeliveries.channelId })
      .from(recurrenceDeliveries)
      .where(
        and(eq(recurrenceDeliveries.workspaceId, workspaceId), eq(recurrenceDeliveries.recurrenceId, recurrenceId)),
      );
    const there = new Set(rows.map(({ occurrence, channelId }) => `${occurrence} ${channelId}`));
    const turns = turnsOf(ruleOf(found), { from: now, to, most: 100 });
    if (turns.length === 0 && turnsOf(ruleOf(found), { from: now, most: 1 }).length === 0)
      await tx
        .update(recurrences)
        .set({ state: "ended" })
        .where(and(eq(recurrences.workspaceId, workspaceId), eq(recurrences.id, recurrenceId)));
    const wanted = turns
      .filter(({ occurrence }) => !found.skips.includes(occurrence))
      .flatMap((turn) => found.channelIds.map((channelId) => ({ turn, channelId })));
    return { open: wanted.filter(({ turn, channelId }) => !there.has(`${turn.occurrence} ${channelId}`)), until: to };
  });
  let planned = 0;
  const problems = new Set<string>();
  const batch = open.slice(0, MOST_PER_RUN);
  for (const { turn, channelId } of batch) {
    try {
      planned += await planTurn(ctx, { recurrenceId, turn, channelId });
    } catch (error) {
      // What a person can mend is told to them; anything else is ours, and the run is tried again.
      if (!(error instanceof AppError)) throw error;
      problems.add(error.message);
    }
  }
  const more = open.length > batch.length && planned > 0;
  const [problem = null] = problems;
  await ctx.tx((tx) =>
    tx
      .update(recurrences)
      .set({ problem, ...(problem === null && !more ? { plannedUntil: until } : {}) })
      .where(and(eq(recurrences.workspaceId, workspaceId), eq(recurrences.id, recurrenceId))),
  );
  return { planned, more };
}

type TurnOf = { recurrenceId: string; turn: Turn; channelId: string };

/** Plans one turn on one channel; 0 when that was done, is not wanted any more, or falls into a blackout. */
function planTurn(ctx: Ctx, { recurrenceId, turn, channelId }: TurnOf): Promise<number> {
  const { workspaceId } = ctx;
  const { index, occurrence, time } = turn;
  return ctx.tx(async (tx) => {
    // As it is now: it may have been ended or changed since it was read.
    const now = await holdRecurrence(ctx, tx, recurrenceId);
    if (now.state !== "active" || now.skips.includes(occurrence) || !now.channelIds.includes(channelId)) return 0;
    const one = { workspaceId, recurrenceId, occurrence, channelId };
    const [there] = await tx
      .select({ deliveryId: recurrenceDeliveries.deliveryId })
      .from(recurrenceDeliveries)
      .where(
        and(
          eq(recurrenceDeliveries.workspaceId, workspaceId),
          eq(recurrenceDeliveries.recurrenceId, recurrenceId),
          eq(recurrenceDeliveries.occurrence, occurrence),
          eq(recurrenceDeliveries.channelId, channelId),
        ),
      );
    if (there) return 0;
    const blackouts = await readBlackouts(tx, workspaceId, { from: time.dueAt, channelIds: [channelId] });
    if (blackoutAt(blackouts, channelId, time.dueAt)) return 0;
    const postIds = await livePosts(tx, workspaceId, now.postIds);
    if (postIds.length === 0) throw new AppError("NOT_FOUND", "All of its posts are in the trash.");
    const postId = await choosePost(tx, { workspaceId, postIds, channelId, index, dueAt: time.dueAt });
    if (!postId)
      throw new AppError(
        "UNPROCESSABLE_CONTENT",
        `On ${occurrence.slice(0, 10)} every text would be a repeat. Add a post with another text.`,
      );
    const [made] = await createDeliveries(ctx, tx, { postId, channelIds: [channelId], time, repeated: true });
    if (!made) throw new Error("The delivery was not made.");
    await tx.insert(recurrenceDeliveries).values({ ...one, deliveryId: made.id });
    return 1;
  });
}

/** Active recurrences, of every workspace, that are not planned a day short of the whole way; page by page, by id. */
export async function recurrencesToPlan({
  after,
  most,
}: {
  after: string | null;
  most: number;
}): Promise<{ recurrenceId: string; workspaceId: string }[]> {
  const until = new Date(Date.now() + AHEAD_MS - DAY_MS).toISOString();
  const rows = await pool()<{ id: string; workspace_id: string }[]>`
    select id, workspace_id from sweep.recurrences_to_plan(${until}, ${after}, ${most})`;
  return rows.map(({ id, workspace_id }) => ({ recurrenceId: id, workspaceId: workspace_id }));
}
