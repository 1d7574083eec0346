import { and, asc, eq, inArray, notExists, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { renditionVersions } from "@/db/schema/posts";
import { recurrenceDeliveries } from "@/db/schema/scheduling";
import { networks } from "@/server/channels/networks";
import { announce } from "@/server/live/announce";
import { newOwnKey } from "@/server/networks/own-key";
import { addEvent } from "@/server/outbox/add-event";
import { OPEN_STATES } from "@/server/publishing/input";
import { preflightDeliveries } from "@/server/publishing/preflight";
import { PREPARE_AHEAD_MS } from "@/server/publishing/prepare-delivery";
import { wakeDispatchers } from "@/server/publishing/wake";

/** A refused or waiting delivery of which nothing went out takes the mended text too, and keeps its state. */
const MENDABLE = ["failed", "needs_attention"] as const;

/**
 * Gives the open deliveries of a rendition its new version, in the transaction that saved the edit. A delivery that is
 * going out, or of which a part went out or may have, keeps the version it has. Returns the ids of those moved.
 */
export async function repinDeliveries(tx: Tx, renditionId: string, newVersionId: string): Promise<string[]> {
  const touched = tx
    .select({ one: sql`1` })
    .from(deliveryParts)
    .where(
      and(
        eq(deliveryParts.workspaceId, deliveries.workspaceId),
        eq(deliveryParts.deliveryId, deliveries.id),
        inArray(deliveryParts.state, ["published", "sending", "unknown"]),
      ),
    );
  const open = and(
    eq(deliveries.renditionId, renditionId),
    inArray(deliveries.state, [...OPEN_STATES, ...MENDABLE]),
    notExists(touched),
  );
  // The ledger's rows are always locked in the order of their ids.
  const locked = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(open)
    .orderBy(asc(deliveries.id))
    .for("update");
  if (locked.length === 0) return [];
  const moved = await tx
    .update(deliveries)
    .set({
      versionId: newVersionId,
      state: sql`case when ${deliveries.state} = any('{failed,needs_attention}') then ${deliveries.state} else 'scheduled' end`,
      owner: null,
      leaseUntil: null,
      revision: sql`${deliveries.revision} + 1`,
      updatedAt: sql`now()`,
    })
    .where(open)
    .returning({
      id: deliveries.id,
      workspaceId: deliveries.workspaceId,
      postId: deliveries.postId,
      network: deliveries.network,
      sendAt: deliveries.sendAt,
      state: deliveries.state,
    });
  const [version] = await tx
    .select({ parts: renditionVersions.parts })
    .from(renditionVersions)
    .where(eq(renditionVersions.id, newVersionId));
  for (const { id, workspaceId, postId, network, sendAt, state } of moved) {
    await matchParts(tx, { workspaceId, deliveryId: id }, version?.parts.length ?? 0);
    await announce(tx, workspaceId, { kind: "delivery", id, postId, state });
    await wakeDispatchers(tx, sendAt);
    // It may have been prepared already, with the old text; what is due later is prepared as it will be by then.
    if (state === "scheduled" && networks.get(network)?.prepare && sendAt.getTime() - Date.now() < PREPARE_AHEAD_MS)
      await addEvent(tx, "publishing/delivery.scheduled", {
        workspaceId,
        deliveryId: id,
        sendAt: sendAt.toISOString(),
      });
  }
  const ids = moved.map(({ id }) => id);
  const [first] = moved;
  if (first) await preflightDeliveries(tx, first.workspaceId, { ids });
  await replanRecurrences(tx, ids);
  return ids;
}

/** A text that was edited may now be the same as another one of its recurrence: that looks again. */
async function replanRecurrences(tx: Tx, deliveryIds: string[]): Promise<void> {
  const found = await tx
    .selectDistinct({
      workspaceId: recurrenceDeliveries.workspaceId,
      recurrenceId: recurrenceDeliveries.recurrenceId,
    })
    .from(recurrenceDeliveries)
    .where(sql`${recurrenceDeliveries.deliveryId} = any(${sql.param(deliveryIds)}::uuid[])`);
  for (const recurrence of found) await addEvent(tx, "scheduling/recurrence.changed", recurrence);
}

/** As many parts as the version has; what was uploaded for the old text is forgotten. */
async function matchParts(
  tx: Tx,
  { workspaceId, deliveryId }: { workspaceId: string; deliveryId: string },
  count: number,
): Promise<void> {
  const one = and(eq(deliveryParts.workspaceId, workspaceId), eq(deliveryParts.deliveryId, deliveryId));
  await tx.delete(deliveryParts).where(and(one, sql`${deliveryParts.ordinal} >= ${count}`));
  await tx.update(deliveryParts).set({ prepared: null, state: "pending" }).where(one);
  const rows = Array.from({ length: count }, (_, ordinal) => ({
    workspaceId,
    deliveryId,
    ordinal,
    ownKey: newOwnKey(),
  }));
  if (rows.length > 0) await tx.insert(deliveryParts).values(rows).onConflictDoNothing();
}
