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
/** Seconds, at most a day; null: as the network has it. */
const spacingSeconds = z.int().min(0).max(86_400).nullable();
export const setSpacingInput = z.object({ channelId: z.uuid(), spacingSeconds });

/**
 * connected · expiring: a person has to connect it again before `until` · limited: the network wants quiet until then ·
 * paused: by a person · reconnect: nothing goes out until a person connects it again.
 */
export const channelStatusView = z.object({
  state: z.enum(["connected", "expiring", "limited", "paused", "reconnect"]),
  message: z.string().nullable(),
  until: z.date().nullable(),
});
export type ChannelStatus = z.infer<typeof channelStatusView>;

/** A channel as members see it; credentials never leave the server. */
export const channelOutput = z.object({
  id: z.string(),
  network: z.enum(NETWORK_IDS),
  name: z.string(),
  remoteId: z.string(),
  avatarUrl: z.string().nullable(),
  health: z.enum(["connected", "reconnect"]),
  healthMessage: z.string().nullable(),
  status: channelStatusView,
  /** Posts that wait for it, and those of them that cannot go out as it is: it is lost, or its sign-in ends before. */
  forecast: z.object({ scheduled: z.number(), atRisk: z.number() }),
  /** How far apart its posts go out at least, where a person wants more than the network does. */
  spacingSeconds,
  /** When its next post goes out, and when its last one did. */
  nextAt: z.date().nullable(),
  lastPublishedAt: z.date().nullable(),
  createdAt: z.date(),
});
export type Channel = z.infer<typeof channelOutput>;
