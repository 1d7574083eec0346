import { and, asc, eq, isNull } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import type { Channel } from "@/server/channels/input";
import { type Ctx, guard } from "@/server/context";

const shown = {
  id: channels.id,
  network: channels.network,
  name: channels.name,
  remoteId: channels.remoteId,
  avatarUrl: channels.avatarUrl,
  health: channels.health,
  healthMessage: channels.healthMessage,
  createdAt: channels.createdAt,
};

/** Every connected channel, the Hub first. A workspace has a few, at most 200 are given. */
export async function listChannels(ctx: Ctx): Promise<Channel[]> {
  guard(ctx, "workspace.read");
  return ctx.tx((tx) =>
    tx
      .select(shown)
      .from(channels)
      .where(and(eq(channels.workspaceId, ctx.workspaceId), isNull(channels.deletedAt)))
      .orderBy(asc(channels.createdAt))
      .limit(200),
  );
}
