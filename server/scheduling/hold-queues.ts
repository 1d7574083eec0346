import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { AppError } from "@/server/errors";
import { holdBlackouts } from "@/server/publishing/refuse-blackout";

type Queue = { id: string; name: string };

/**
 * Takes the queues of these channels until commit: who gives out slots, or changes them, takes turns. Always in the order
 * of their ids, after the blackouts and before posts and deliveries. Throws NOT_FOUND.
 */
export async function holdQueues(tx: Tx, workspaceId: string, channelIds: string[]): Promise<Queue[]> {
  await holdBlackouts(tx, workspaceId, "shared");
  const ids = [...new Set(channelIds)].sort();
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended('queue ' || c.id, 0))
    from (select unnest(${sql.param(ids)}::text[]) as id order by 1) c`);
  return readQueues(tx, workspaceId, ids);
}

/** The channels of these ids, in that order. Throws NOT_FOUND when one is not here. */
export async function readQueues(tx: Tx, workspaceId: string, ids: string[]): Promise<Queue[]> {
  const rows = await tx
    .select({ id: channels.id, name: channels.name })
    .from(channels)
    .where(
      and(
        eq(channels.workspaceId, workspaceId),
        isNull(channels.deletedAt),
        sql`${channels.id} = any(${sql.param(ids)}::uuid[])`,
      ),
    );
  const found = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  if (found.length < ids.length) throw new AppError("NOT_FOUND", "There is no such channel here.");
  return found;
}
