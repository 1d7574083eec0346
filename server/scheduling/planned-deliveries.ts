import { and, asc, eq, gte, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { recurrenceDeliveries } from "@/db/schema/scheduling";
import { cancelWhere } from "@/server/publishing/change-delivery";
import { OPEN_STATES } from "@/server/publishing/input";

/** All of a recurrence's deliveries, or only those of one turn, from a turn on, or of these ids. */
type Which = { recurrenceId: string; only?: string; from?: string; ids?: string[] };

/** What of a recurrence can still be changed, by id. */
export function openDeliveries(tx: Tx, workspaceId: string, { recurrenceId, only, from, ids }: Which) {
  return tx
    .select({
      id: deliveries.id,
      postId: deliveries.postId,
      channelId: deliveries.channelId,
      dueAt: deliveries.dueAt,
      wallTime: deliveries.wallTime,
      timeZone: deliveries.timeZone,
    })
    .from(deliveries)
    .innerJoin(
      recurrenceDeliveries,
      and(
        eq(recurrenceDeliveries.workspaceId, deliveries.workspaceId),
        eq(recurrenceDeliveries.deliveryId, deliveries.id),
      ),
    )
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        eq(recurrenceDeliveries.recurrenceId, recurrenceId),
        inArray(deliveries.state, OPEN_STATES),
        only === undefined ? undefined : eq(recurrenceDeliveries.occurrence, only),
        from === undefined ? undefined : gte(recurrenceDeliveries.occurrence, from),
        ids === undefined ? undefined : sql`${deliveries.id} = any(${sql.param(ids)}::uuid[])`,
      ),
    )
    .orderBy(asc(deliveries.id));
}

/** Cancels what can be, and forgets that it was planned, so that it may be again; what is going out stays. */
export async function cancelPlanned(tx: Tx, workspaceId: string, which: Which): Promise<number> {
  const ids = (await openDeliveries(tx, workspaceId, which)).map(({ id }) => id);
  const these = sql`any(${sql.param(ids)}::uuid[])`;
  const open = inArray(deliveries.state, OPEN_STATES);
  const cancelled = await cancelWhere(
    tx,
    and(eq(deliveries.workspaceId, workspaceId), sql`${deliveries.id} = ${these}`, open),
  );
  await tx.delete(recurrenceDeliveries).where(
    and(
      eq(recurrenceDeliveries.workspaceId, workspaceId),
      sql`${recurrenceDeliveries.deliveryId} = ${these}`,
      sql`exists (select 1 from deliveries d where d.workspace_id = ${workspaceId}
        and d.id = ${recurrenceDeliveries.deliveryId} and d.state = 'cancelled')`,
    ),
  );
  return cancelled;
}
