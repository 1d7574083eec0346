import { openCredentials } from "@/server/channels/credentials";
import { loseChannel } from "@/server/channels/lose-channel";
import { refreshChannel } from "@/server/channels/refresh-channel";
import type { Ctx } from "@/server/context";
import type { ChannelAccess } from "@/server/networks/network";

/** How a channel's credentials are opened, renewed and given up. */
export type ChannelDoor = {
  open: (ctx: Ctx, channelId: string) => Promise<ChannelAccess & { version: number }>;
  refresh: (ctx: Ctx, channelId: string, seen: number) => Promise<unknown>;
  /** Renewed credentials are refused too: only a person can help. */
  lose: (ctx: Ctx, channelId: string, message: string) => Promise<void>;
};

export const channelDoor: ChannelDoor = {
  open: openCredentials,
  refresh: (ctx, channelId, seen) => refreshChannel(ctx, channelId, seen),
  lose: (ctx, channelId, message) => loseChannel(ctx, { channelId, message }),
};
