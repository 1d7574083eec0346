import { and, eq } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { openCredentials } from "@/server/channels/credentials";
import { refreshChannel } from "@/server/channels/refresh-channel";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import type { ChannelAccess } from "@/server/networks/network";

/** How a channel's credentials are opened, renewed and given up. */
export type ChannelDoor = {
  open: (ctx: Ctx, channelId: string) => Promise<ChannelAccess & { version: number }>;
  refresh: (ctx: Ctx, channelId: string, seen: number) => Promise<unknown>;
  /** Renewed credentials are refused too: only a person can help. */
  lose: (ctx: Ctx, channelId: string, message: string) => Promise<void>;
};

export const channelDoor: ChannelDoor = { open: openCredentials, refresh: refreshChannel, lose };

async function lose(ctx: Ctx, channelId: string, message: string): Promise<void> {
  await ctx.tx(async (tx) => {
    await tx
      .update(channels)
      .set({ health: "reconnect", healthMessage: message })
      .where(and(eq(channels.workspaceId, ctx.workspaceId), eq(channels.id, channelId)));
    await announce(tx, ctx.workspaceId, { kind: "channel", id: channelId });
  });
}
