import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import { RULES } from "@/server/networks/rules";
import { raiseNotification, resolveNotifications } from "@/server/notifications/raise-notification";

/** Credentials that were refused for good; `version` names them, so that newer ones are not given up with them. */
type Lost = { channelId: string; message: string; version: number };

/** Marks a channel as one that only a person can connect again and tells people, once. */
export async function loseChannel(ctx: Ctx, { channelId, message, version }: Lost): Promise<void> {
  const { workspaceId } = ctx;
  await ctx.tx(async (tx) => {
    const [lost] = await tx
      .update(channels)
      .set({ health: "reconnect", healthMessage: message })
      .where(
        and(
          eq(channels.workspaceId, workspaceId),
          eq(channels.id, channelId),
          eq(channels.health, "connected"),
          isNull(channels.deletedAt),
          eq(channels.credentialsVersion, version),
        ),
      )
      .returning({ name: channels.name, network: channels.network });
    if (!lost) return;
    const waiting = await countWaiting(tx, workspaceId, channelId);
    const atRisk =
      waiting === 0 ? "" : ` ${waiting === 1 ? "1 scheduled post is" : `${waiting} scheduled posts are`} at risk.`;
    const text = `${lost.name} on ${RULES[lost.network].name} has to be connected again. ${message}${atRisk}`;
    await raiseNotification(tx, workspaceId, { kind: "channel", cause: lostCause(channelId), text, channelId });
    await announce(tx, workspaceId, { kind: "channel", id: channelId });
  });
}

/** A channel works again: nobody needs to be reminded of it any more. */
export async function channelWorks(tx: Tx, workspaceId: string, channelId: string): Promise<void> {
  await resolveNotifications(tx, workspaceId, channelCauses(channelId));
  await announce(tx, workspaceId, { kind: "channel", id: channelId });
}

const lostCause = (channelId: string): string => `channel:${channelId}`;
/** Under which a sign-in is told of that ends before scheduled posts go out. */
export const endingCause = (channelId: string): string => `preflight:${channelId}:sign_in_ends`;

/** Every cause that is a channel's own, to be resolved when it is connected again or gone. */
export const channelCauses = (channelId: string): string[] => [lostCause(channelId), endingCause(channelId)];

async function countWaiting(tx: Tx, workspaceId: string, channelId: string): Promise<number> {
  const [row] = await tx
    .select({ waiting: sql<number>`count(*)::int` })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        eq(deliveries.channelId, channelId),
        inArray(deliveries.state, ["scheduled", "preparing", "ready", "claimed"]),
      ),
    );
  return row?.waiting ?? 0;
}
