import { loseChannel } from "@/server/channels/lose-channel";
import { openFresh, refreshChannel } from "@/server/channels/refresh-channel";
import type { Ctx } from "@/server/context";
import type { ChannelAccess } from "@/server/networks/network";

/** How a channel's credentials are opened, renewed and given up. */
export type ChannelDoor = {
  open: (ctx: Ctx, channelId: string) => Promise<ChannelAccess & { version: number }>;
  refresh: (ctx: Ctx, channelId: string, seen: number) => Promise<unknown>;
  /** Renewed credentials, those of `version`, are refused too: only a person can help. */
  lose: (ctx: Ctx, channelId: string, message: string, version: number) => Promise<void>;
};

export const channelDoor: ChannelDoor = {
  open: (ctx, channelId) => openFresh(ctx, channelId),
  refresh: (ctx, channelId, seen) => refreshChannel(ctx, channelId, seen),
  lose: (ctx, channelId, message, version) => loseChannel(ctx, { channelId, message, version }),
};
