import { and, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { type Ctx, guard } from "@/server/context";
import { announce } from "@/server/live/announce";
import { refuseChange } from "@/server/publishing/change-delivery";
import type { DeliverySummary, resolveDeliveryInput } from "@/server/publishing/input";
import { deliveryNotFound, readDeliveries } from "@/server/publishing/queries";
import { databaseNow, wakeDispatchers } from "@/server/publishing/wake";

/**
 * A person answers for a delivery that needs attention: it is live, or send it again (a failed one too; a thread
 * goes on at its first missing part). A thread cannot go on after a part whose address nobody knows, so "it is live" ends
 * it there. Throws CONFLICT when it does not wait for an answer.
 */
export async function resolveDelivery(
  ctx: Ctx,
  { deliveryId, answer }: z.infer<typeof resolveDeliveryInput>,
): Promise<DeliverySummary> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  const answerable =
    answer === "send_again" ? (["needs_attention", "failed"] as const) : (["needs_attention"] as const);
  return ctx.tx(async (tx) => {
    const [row] = await tx
      .select({ postId: deliveries.postId })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.workspaceId, workspaceId),
          eq(deliveries.id, deliveryId),
          inArray(deliveries.state, answerable),
        ),
      )
      .for("update");
    if (!row) return refuseChange(tx, workspaceId, deliveryId);
    const now = await databaseNow(tx);
    const live = answer === "it_is_live";
    await (live ? markFirstMissingLive(tx, workspaceId, deliveryId) : markMissing(tx, workspaceId, deliveryId));
    const state = live ? ("published" as const) : ("scheduled" as const);
    await tx
      .update(deliveries)
      .set({
        state,
        failure: null,
        unknownSince: null,
        ...(live ? { publishedAt: now } : { sendAt: now, askedAt: now, tries: 0, owner: null, leaseUntil: null }),
        revision: sql`${deliveries.revision} + 1`,
        updatedAt: now,
      })
      .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.id, deliveryId)));
    await announce(tx, workspaceId, { kind: "delivery", id: deliveryId, postId: row.postId, state });
    if (!live) await wakeDispatchers(tx, now);
    const [delivery] = await readDeliveries(tx, workspaceId, [deliveryId]);
    if (!delivery) throw deliveryNotFound();
    return delivery;
  });
}

async function markFirstMissingLive(tx: Tx, workspaceId: string, deliveryId: string): Promise<void> {
  const first = sql`(select min(p.ordinal) from delivery_parts p
    where p.workspace_id = ${workspaceId} and p.delivery_id = ${deliveryId} and p.state <> 'published')`;
  await tx
    .update(deliveryParts)
    .set({ state: "published", publishedAt: sql`now()` })
    .where(
      and(
        eq(deliveryParts.workspaceId, workspaceId),
        eq(deliveryParts.deliveryId, deliveryId),
        eq(deliveryParts.ordinal, first),
      ),
    );
}

async function markMissing(tx: Tx, workspaceId: string, deliveryId: string): Promise<void> {
  await tx
    .update(deliveryParts)
    .set({ state: "pending" })
    .where(
      and(
        eq(deliveryParts.workspaceId, workspaceId),
        eq(deliveryParts.deliveryId, deliveryId),
        inArray(deliveryParts.state, ["unknown", "rejected", "sending"]),
      ),
    );
}
