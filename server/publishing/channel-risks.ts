import { channels } from "@/db/schema/channels";
import type { Risk } from "@/db/schema/deliveries";
import { workspaces } from "@/db/schema/workspaces";

/** What of a channel decides whether something can go out to it; for queries that join channels and workspaces. */
export const channelCondition = {
  name: channels.name,
  health: channels.health,
  endsAt: channels.endsAt,
  notBefore: channels.notBefore,
  pausedAt: channels.pausedAt,
  workspacePausedAt: workspaces.pausedAt,
};

type Condition = {
  name: string;
  health: "connected" | "reconnect";
  endsAt: Date | null;
  notBefore: Date | null;
  pausedAt: Date | null;
  workspacePausedAt: Date | null;
};

/** Will only a person let this channel send at that instant? */
export const endsBefore = ({ health, endsAt }: Condition, sendAt: Date): boolean =>
  health === "connected" && endsAt !== null && endsAt <= sendAt;

/** What of a channel may keep something from going out at that instant, as the channel is now. */
export function channelRisks(channel: Condition, sendAt: Date): Risk[] {
  const { name, health, notBefore } = channel;
  if (health === "reconnect") {
    const message = `${name} has to be connected again before this can go out.`;
    return [{ code: "reconnect", severity: "error", message }];
  }
  if (endsBefore(channel, sendAt)) {
    const message = `The sign-in of ${name} ends before this goes out and cannot be renewed by itself. Connect it again.`;
    return [{ code: "sign_in_ends", severity: "error", message }];
  }
  if (channel.workspacePausedAt || channel.pausedAt) {
    const what = channel.workspacePausedAt ? "The workspace" : name;
    return [{ code: "paused", severity: "warning", message: `${what} is paused: this waits until it is resumed.` }];
  }
  if (notBefore && notBefore > sendAt) {
    const message = `The network takes nothing more from ${name} at that time: this goes out a little later.`;
    return [{ code: "limited", severity: "warning", message }];
  }
  return [];
}
