import type { ChannelStatus } from "@/server/channels/input";

const EXPIRING_MS = 14 * 24 * 3_600_000;

type Known = {
  health: "connected" | "reconnect";
  healthMessage: string | null;
  endsAt: Date | null;
  notBefore: Date | null;
  pausedAt: Date | null;
  workspacePausedAt: Date | null;
};

/** How a channel is, and what to do about it in plain words: what needs a person most comes first. */
export function channelStatus(channel: Known, now = new Date()): ChannelStatus {
  const { health, healthMessage, endsAt, notBefore } = channel;
  const ended = endsAt !== null && endsAt <= now;
  if (health === "reconnect" || ended) {
    const why = health === "reconnect" && healthMessage ? healthMessage : "Its sign-in has ended.";
    return { state: "reconnect", message: `${why} Connect it again; until then nothing goes out here.`, until: null };
  }
  if (channel.workspacePausedAt)
    return { state: "paused", message: "The workspace is paused. Resume it to let posts go out.", until: null };
  if (channel.pausedAt)
    return { state: "paused", message: "This channel is paused. Resume it to let its posts go out.", until: null };
  if (notBefore && notBefore > now)
    return {
      state: "limited",
      message: "The network takes no more for now. Posts go out after that.",
      until: notBefore,
    };
  if (endsAt && endsAt.getTime() - now.getTime() < EXPIRING_MS) {
    const message = "Its sign-in ends then and cannot be renewed by itself. Connect it again before.";
    return { state: "expiring", message, until: endsAt };
  }
  return { state: "connected", message: null, until: null };
}
