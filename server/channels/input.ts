import { z } from "zod";
import { NETWORK_IDS } from "@/server/networks/rules";

/** What connects a Bluesky account: an app password, never the account's own. */
export const connectBlueskyInput = z.object({
  network: z.literal("bluesky"),
  handle: z.string().trim().min(3).max(253),
  appPassword: z.string().trim().min(4).max(200),
  /** For people on a server of their own; found from the handle when absent. */
  service: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .optional(),
});

export const connectChannelInput = z.discriminatedUnion("network", [connectBlueskyInput]);
export const channelIdInput = z.object({ channelId: z.uuid() });

/** A channel as members see it; credentials never leave the server. */
export const channelOutput = z.object({
  id: z.string(),
  network: z.enum(NETWORK_IDS),
  name: z.string(),
  remoteId: z.string(),
  avatarUrl: z.string().nullable(),
  health: z.enum(["connected", "reconnect"]),
  healthMessage: z.string().nullable(),
  createdAt: z.date(),
});
export type Channel = z.infer<typeof channelOutput>;
