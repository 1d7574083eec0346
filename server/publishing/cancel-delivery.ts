import { and, eq } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import { type Ctx, guard } from "@/server/context";
import { cancelWhere, refuseChange } from "@/server/publishing/change-delivery";
import type { DeliverySummary } from "@/server/publishing/input";
import { deliveryNotFound, readDeliveries } from "@/server/publishing/queries";

/** Calls a delivery off. Throws CONFLICT ("too late") once it is going out; what this acknowledges is never sent. */
export async function cancelDelivery(ctx: Ctx, { deliveryId }: { deliveryId: string }): Promise<DeliverySummary> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const cancelled = await cancelWhere(
      tx,
      and(eq(deliveries.workspaceId, ctx.workspaceId), eq(deliveries.id, deliveryId)),
    );
    if (cancelled === 0) return refuseChange(tx, ctx.workspaceId, deliveryId);
    const [delivery] = await readDeliveries(tx, ctx.workspaceId, [deliveryId]);
    if (!delivery) throw deliveryNotFound();
    return delivery;
  });
}
