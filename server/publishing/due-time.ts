import { and, eq, inArray } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";

type Wanted = { deliveryId: string; revision?: number | undefined };

/** When a delivery goes out next (ISO 8601); null when it was changed meanwhile or waits for nothing any more. */
export async function dueTime(ctx: Ctx, { deliveryId, revision }: Wanted): Promise<string | null> {
  const [row] = await ctx.tx((tx) =>
    tx
      .select({ sendAt: deliveries.sendAt })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.workspaceId, ctx.workspaceId),
          eq(deliveries.id, deliveryId),
          inArray(deliveries.state, ["scheduled", "preparing", "ready"]),
          revision === undefined ? undefined : eq(deliveries.revision, revision),
        ),
      ),
  );
  return row?.sendAt.toISOString() ?? null;
}
