import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { channelCauses } from "@/server/channels/lose-channel";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { resolveNotifications } from "@/server/notifications/raise-notification";
import { cancelWhere } from "@/server/publishing/change-delivery";
import { OPEN_STATES } from "@/server/publishing/input";

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
    const open = inArray(deliveries.state, OPEN_STATES);
    const cancelled = await cancelWhere(
      tx,
      and(eq(deliveries.workspaceId, ctx.workspaceId), eq(deliveries.channelId, channelId), open),
    );
    await resolveNotifications(tx, ctx.workspaceId, channelCauses(channelId));
    await announce(tx, ctx.workspaceId, { kind: "channel", id: channelId });
    return { cancelled };
  });
}
