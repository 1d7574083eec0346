import { and, desc, eq, gt, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { recurrenceChannels, recurrenceDeliveries, recurrencePosts, recurrences } from "@/db/schema/scheduling";
import { type Ctx, guard } from "@/server/context";
import { before, type Page, pageOf } from "@/server/paging";
import { readDeliveries } from "@/server/publishing/queries";
import { blackoutAt, blackoutMessage, readBlackouts } from "@/server/publishing/refuse-blackout";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import type {
  listRecurrencesInput,
  Occurrence,
  previewRecurrenceInput,
  Recurrence,
  RecurrenceDetail,
  recurrencePreview,
} from "@/server/scheduling/input";
import { loadRecurrence, recurrenceColumns, ruleOf } from "@/server/scheduling/load-recurrence";
import { checkRule, type Turn, turnsOf } from "@/server/scheduling/recurrence-rule";
import { findSameness } from "@/server/scheduling/vary-text";

/** So many turns to come are shown. */
const MOST_SHOWN = 50;

/** The workspace's recurrences, newest first. */
export async function listRecurrences(
  ctx: Ctx,
  input: z.output<typeof listRecurrencesInput>,
): Promise<Page<Recurrence>> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const rows = await tx
      .select({
        ...recurrenceColumns,
        postIds: sql<string[]>`array(select p.post_id::text from ${recurrencePosts} p
          where p.workspace_id = ${recurrences.workspaceId} and p.recurrence_id = ${recurrences.id} order by p.ordinal)`,
        channelIds: sql<string[]>`array(select c.channel_id::text from ${recurrenceChannels} c
          where c.workspace_id = ${recurrences.workspaceId} and c.recurrence_id = ${recurrences.id} order by c.channel_id)`,
      })
      .from(recurrences)
      .where(and(eq(recurrences.workspaceId, workspaceId), before(input.cursor, recurrences.createdAt, recurrences.id)))
      .orderBy(desc(recurrences.createdAt), desc(recurrences.id))
      .limit(input.limit + 1);
    return pageOf(rows, input.limit);
  });
}

/** One recurrence with its next turns, at most 50, and what is planned for them. Throws NOT_FOUND. */
export async function getRecurrence(ctx: Ctx, { recurrenceId }: { recurrenceId: string }): Promise<RecurrenceDetail> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const found = await loadRecurrence(tx, workspaceId, recurrenceId);
    const from = await databaseNow(tx);
    const turns = turnsOf(ruleOf(found), { from, most: MOST_SHOWN });
    const planned = await plannedTurns(tx, workspaceId, { recurrenceId, from });
    const ended = found.state === "ended" ? turns.filter(({ occurrence }) => planned.has(occurrence)) : turns;
    const blackouts = await readBlackouts(tx, workspaceId, { from, channelIds: found.channelIds });
    const next = ended.map((turn): Occurrence => {
      const made = planned.get(turn.occurrence) ?? [];
      const hit = found.channelIds.map((channelId) => blackoutAt(blackouts, channelId, turn.time.dueAt)).find(Boolean);
      return {
        occurrence: turn.occurrence,
        dueAt: turn.time.dueAt,
        shifted: turn.time.shifted,
        skipped: found.skips.includes(turn.occurrence),
        blackout: hit ? blackoutMessage(hit) : null,
        postId: made[0]?.postId ?? found.postIds[turn.index % found.postIds.length] ?? null,
        deliveries: made,
      };
    });
    return { ...found, next };
  });
}

/** What a recurrence would come to; changes nothing. Throws BAD_REQUEST for a rule that is none. */
export async function previewRecurrence(
  ctx: Ctx,
  input: z.output<typeof previewRecurrenceInput>,
): Promise<z.infer<typeof recurrencePreview>> {
  guard(ctx, "workspace.read");
  return ctx.tx(async (tx) => {
    const timeZone = input.timeZone ?? (await workspaceZone(ctx, tx));
    const turns = turnsOf(checkRule({ ...input, timeZone }), { from: await databaseNow(tx), most: 10 });
    const problems = input.postIds.length > 0 ? await findSameness(tx, ctx.workspaceId, input) : [];
    const none = turns.length === 0 ? ["Every turn of this rule is over."] : [];
    const next = turns.map(({ occurrence, time: { dueAt, shifted } }: Turn) => ({ occurrence, dueAt, shifted }));
    return { next, problems: [...none, ...problems] };
  });
}

async function plannedTurns(
  tx: Tx,
  workspaceId: string,
  { recurrenceId, from }: { recurrenceId: string; from: Date },
): Promise<Map<string, Occurrence["deliveries"]>> {
  const rows = await tx
    .select({ occurrence: recurrenceDeliveries.occurrence, id: deliveries.id })
    .from(recurrenceDeliveries)
    .innerJoin(
      deliveries,
      and(
        eq(deliveries.workspaceId, recurrenceDeliveries.workspaceId),
        eq(deliveries.id, recurrenceDeliveries.deliveryId),
      ),
    )
    .where(
      and(
        eq(recurrenceDeliveries.workspaceId, workspaceId),
        eq(recurrenceDeliveries.recurrenceId, recurrenceId),
        gt(deliveries.dueAt, from),
      ),
    )
    .limit(5_000);
  const read = await readDeliveries(
    tx,
    workspaceId,
    rows.map(({ id }) => id),
  );
  const byId = new Map(read.map((one) => [one.id, one]));
  return Map.groupBy(rows, ({ occurrence }) => occurrence)
    .entries()
    .reduce(
      (all, [occurrence, of]) =>
        all.set(
          occurrence,
          of.flatMap(({ id }) => byId.get(id) ?? []),
        ),
      new Map<string, Occurrence["deliveries"]>(),
    );
}
