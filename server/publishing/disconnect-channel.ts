import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";

/**
 * Forgets a channel's credentials and cancels what was still to go out to it; what is already going out ends by itself.
 * The Hub stays. It lives with publishing because the ledger depends on channels and not the other way.
 */
export async function disconnectChannel(
  ctx: Ctx,
  { channelId }: { channelId: string },
): Promise<{ cancelled: number }> {
  guard(ctx, "channels.manage");
  return ctx.tx(async (tx) => {
    const [gone] = await tx
      .update(channels)
      .set({ deletedAt: sql`now()`, credentials: null, credentialsVersion: sql`${channels.credentialsVersion} + 1` })
      .where(
        and(
          eq(channels.workspaceId, ctx.workspaceId),
          eq(channels.id, channelId),
          ne(channels.network, "hub"),
          isNull(channels.deletedAt),
        ),
      )
      .returning({ id: channels.id });
    if (!gone) throw new AppError("NOT_FOUND", "There is no such channel to disconnect.");
    const open = ["scheduled", "preparing", "ready", "claimed"] as const;
    const cancelled = await tx
      .update(deliveries)
      .set({ state: "cancelled", revision: sql`${deliveries.revision} + 1`, updatedAt: sql`now()` })
      .where(
        and(
          eq(deliveries.workspaceId, ctx.workspaceId),
          eq(deliveries.channelId, channelId),
          inArray(deliveries.state, open),
        ),
      )
      .returning({ id: deliveries.id });
    await announce(tx, ctx.workspaceId, { kind: "channel", id: channelId });
    return { cancelled: cancelled.length };
  });
}
