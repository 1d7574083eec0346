import { and, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { recurrenceChannels, recurrencePosts, recurrences } from "@/db/schema/scheduling";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addEvent } from "@/server/outbox/add-event";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import { type createRecurrenceInput, LIMITS, type Recurrence } from "@/server/scheduling/input";
import { loadRecurrence } from "@/server/scheduling/load-recurrence";
import { checkRule, turnsOf } from "@/server/scheduling/recurrence-rule";
import { findSameness } from "@/server/scheduling/vary-text";

/**
 * Starts a recurrence; a durable function plans its next 30 days. Throws BAD_REQUEST for the rule, UNPROCESSABLE_CONTENT
 * where a network takes no repeats and the texts are the same, and what `findVersions` throws for a post or channel.
 */
export async function createRecurrence(ctx: Ctx, input: z.output<typeof createRecurrenceInput>): Promise<Recurrence> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const timeZone = input.timeZone ?? (await workspaceZone(ctx, tx));
    return insertRecurrence(ctx, tx, { ...input, timeZone, skips: [] });
  });
}

type New = Omit<z.output<typeof createRecurrenceInput>, "timeZone"> & { timeZone: string; skips: string[] };

/** Checks and writes a recurrence and has it planned. */
export async function insertRecurrence(ctx: Ctx, tx: Tx, input: New): Promise<Recurrence> {
  const { workspaceId } = ctx;
  const rule = checkRule(input);
  const channelIds = [...new Set(input.channelIds)];
  if (turnsOf(rule, { from: await databaseNow(tx), most: 1 }).length === 0)
    throw new AppError("BAD_REQUEST", "Every turn of this rule is over. Choose a later start or end.");
  const [same] = await findSameness(tx, workspaceId, { postIds: input.postIds, channelIds });
  if (same) throw new AppError("UNPROCESSABLE_CONTENT", same);
  const going = and(eq(recurrences.workspaceId, workspaceId), ne(recurrences.state, "ended"));
  if ((await tx.$count(recurrences, going)) >= LIMITS.recurrences)
    throw new AppError("UNPROCESSABLE_CONTENT", `A workspace has at most ${LIMITS.recurrences} recurrences.`);
  const [made] = await tx
    .insert(recurrences)
    .values({ workspaceId, title: input.title, ...rule, skips: input.skips, createdBy: actorUserId(ctx) })
    .returning({ id: recurrences.id });
  if (!made) throw new Error("The recurrence was not inserted.");
  const recurrenceId = made.id;
  await tx
    .insert(recurrencePosts)
    .values(input.postIds.map((postId, ordinal) => ({ workspaceId, recurrenceId, ordinal, postId })));
  await tx.insert(recurrenceChannels).values(channelIds.map((channelId) => ({ workspaceId, recurrenceId, channelId })));
  await addEvent(tx, "scheduling/recurrence.changed", { workspaceId, recurrenceId });
  return loadRecurrence(tx, workspaceId, recurrenceId);
}
