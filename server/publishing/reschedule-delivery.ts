import { and, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { networks } from "@/server/channels/networks";
import { type Ctx, guard } from "@/server/context";
import { announce } from "@/server/live/announce";
import { addEvent } from "@/server/outbox/add-event";
import { refuseChange } from "@/server/publishing/change-delivery";
import { type DeliverySummary, OPEN_STATES, type rescheduleInput } from "@/server/publishing/input";
import { preflightDeliveries } from "@/server/publishing/preflight";
import { deliveryNotFound, readDeliveries } from "@/server/publishing/queries";
import { refuseBlackout } from "@/server/publishing/refuse-blackout";
import { chooseFutureTime } from "@/server/publishing/schedule-post";
import { wakeDispatchers } from "@/server/publishing/wake";
import type { ChosenTime } from "@/server/publishing/wall-time";

/** Moves a delivery that is not going out yet. Throws CONFLICT when it is, or when `revision` is not the current one. */
export async function rescheduleDelivery(
  ctx: Ctx,
  input: z.infer<typeof rescheduleInput>,
): Promise<{ delivery: DeliverySummary; shifted: string | null }> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  const { deliveryId, revision } = input;
  return ctx.tx(async (tx) => {
    const time = await chooseFutureTime(ctx, tx, input);
    const channelId = await channelOf(tx, workspaceId, deliveryId);
    if (!input.allowBlackout) await refuseBlackout(tx, workspaceId, { dueAt: time.dueAt, channelIds: [channelId] });
    await moveDelivery(tx, { workspaceId, deliveryId, revision, time });
    const [delivery] = await readDeliveries(tx, workspaceId, [deliveryId]);
    if (!delivery) throw deliveryNotFound();
    return { delivery, shifted: time.shifted };
  });
}

/** The channel a delivery goes to. Throws NOT_FOUND. */
export async function channelOf(tx: Tx, workspaceId: string, deliveryId: string): Promise<string> {
  const [row] = await tx
    .select({ channelId: deliveries.channelId })
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.id, deliveryId)));
  if (!row) throw deliveryNotFound();
  return row.channelId;
}

type Move = { workspaceId: string; deliveryId: string; revision?: number | undefined; time: ChosenTime };

/** Gives a delivery another instant, by compare-and-set. Throws CONFLICT as `rescheduleDelivery` does. */
export async function moveDelivery(tx: Tx, { workspaceId, deliveryId, revision, time }: Move): Promise<void> {
  const [moved] = await tx
    .update(deliveries)
    .set({
      dueAt: time.dueAt,
      wallTime: time.wallTime,
      timeZone: time.timeZone,
      sendAt: time.dueAt,
      state: "scheduled",
      owner: null,
      leaseUntil: null,
      tries: 0,
      failure: null,
      revision: sql`${deliveries.revision} + 1`,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        eq(deliveries.id, deliveryId),
        inArray(deliveries.state, OPEN_STATES),
        revision === undefined ? undefined : eq(deliveries.revision, revision),
      ),
    )
    .returning({ postId: deliveries.postId, network: deliveries.network });
  if (!moved) return refuseChange(tx, workspaceId, deliveryId);
  // What was uploaded for the old time may be gone by the new one.
  await tx
    .update(deliveryParts)
    .set({ prepared: null })
    .where(and(eq(deliveryParts.workspaceId, workspaceId), eq(deliveryParts.deliveryId, deliveryId)));
  if (networks.get(moved.network)?.prepare)
    await addEvent(tx, "publishing/delivery.scheduled", { workspaceId, deliveryId, sendAt: time.dueAt.toISOString() });
  await announce(tx, workspaceId, { kind: "delivery", id: deliveryId, postId: moved.postId, state: "scheduled" });
  await wakeDispatchers(tx, time.dueAt);
  await preflightDeliveries(tx, workspaceId, { ids: [deliveryId] });
}
