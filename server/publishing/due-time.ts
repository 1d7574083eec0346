import { and, eq, inArray } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";

type Wanted = { deliveryId: string; tries: number };

/** When a delivery is tried next, after `tries` failures (ISO 8601); null when it was moved meanwhile or waits for nothing any more. */
export async function dueTime(ctx: Ctx, { deliveryId, tries }: Wanted): Promise<string | null> {
  const [row] = await ctx.tx((tx) =>
    tx
      .select({ sendAt: deliveries.sendAt })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.workspaceId, ctx.workspaceId),
          eq(deliveries.id, deliveryId),
          eq(deliveries.tries, tries),
          inArray(deliveries.state, ["scheduled", "preparing", "ready"]),
        ),
      ),
  );
  return row?.sendAt.toISOString() ?? null;
}
