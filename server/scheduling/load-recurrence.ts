import { and, asc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { recurrenceChannels, recurrencePosts, recurrences } from "@/db/schema/scheduling";
import type { Ctx } from "@/server/context";
import { AppError } from "@/server/errors";
import { holdBlackouts } from "@/server/publishing/refuse-blackout";
import type { Recurrence } from "@/server/scheduling/input";
import type { Rule } from "@/server/scheduling/recurrence-rule";

/** What the row of a recurrence itself says. */
export const recurrenceColumns = {
  id: recurrences.id,
  title: recurrences.title,
  rule: recurrences.rule,
  startsAt: recurrences.startsAt,
  timeZone: recurrences.timeZone,
  state: recurrences.state,
  skips: recurrences.skips,
  problem: recurrences.problem,
  plannedUntil: recurrences.plannedUntil,
  createdAt: recurrences.createdAt,
};

/** A recurrence with its posts, in the order of their turns, and its channels. Throws NOT_FOUND. */
export async function loadRecurrence(tx: Tx, workspaceId: string, recurrenceId: string): Promise<Recurrence> {
  const [row] = await tx
    .select(recurrenceColumns)
    .from(recurrences)
    .where(and(eq(recurrences.workspaceId, workspaceId), eq(recurrences.id, recurrenceId)));
  if (!row) throw new AppError("NOT_FOUND", "There is no such recurrence here.");
  const posts = await tx
    .select({ id: recurrencePosts.postId })
    .from(recurrencePosts)
    .where(and(eq(recurrencePosts.workspaceId, workspaceId), eq(recurrencePosts.recurrenceId, recurrenceId)))
    .orderBy(asc(recurrencePosts.ordinal));
  const channels = await tx
    .select({ id: recurrenceChannels.channelId })
    .from(recurrenceChannels)
    .where(and(eq(recurrenceChannels.workspaceId, workspaceId), eq(recurrenceChannels.recurrenceId, recurrenceId)))
    .orderBy(asc(recurrenceChannels.channelId));
  return { ...row, postIds: posts.map(({ id }) => id), channelIds: channels.map(({ id }) => id) };
}

/**
 * The same, and nobody else plans or changes it until commit. Blackouts are held first, as everywhere, since most changes
 * plan something. Throws NOT_FOUND.
 */
export async function holdRecurrence(ctx: Ctx, tx: Tx, recurrenceId: string): Promise<Recurrence> {
  const { workspaceId } = ctx;
  await holdBlackouts(tx, workspaceId, "shared");
  await tx
    .select({ id: recurrences.id })
    .from(recurrences)
    .where(and(eq(recurrences.workspaceId, workspaceId), eq(recurrences.id, recurrenceId)))
    .for("update");
  return loadRecurrence(tx, workspaceId, recurrenceId);
}

/** What of a recurrence says when it has its turns. */
export const ruleOf = ({ rule, startsAt, timeZone }: Rule): Rule => ({ rule, startsAt, timeZone });
