import { and, asc, eq } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { renditionVersions } from "@/db/schema/posts";
import { networks } from "@/server/channels/networks";
import type { Ctx } from "@/server/context";
import type { ChannelAccess, Network } from "@/server/networks/network";
import type { NetworkId } from "@/server/networks/rules";
import { type ChannelDoor, channelDoor } from "@/server/publishing/dispatch/channel-door";
import type { Outgoing } from "@/server/publishing/outgoing";
import { deliveryNotFound } from "@/server/publishing/queries";

/** What durable steps reach networks and channels by; tests give their own. */
export type Reach = { networks: ReadonlyMap<NetworkId, Network>; door: ChannelDoor };
export const REACH: Reach = { networks, door: channelDoor };

type Loaded = Outgoing & {
  network: NetworkId;
  channelId: string;
  remoteId: string;
  state: (typeof deliveries.$inferSelect)["state"];
  revision: number;
  fence: number;
  sendAt: Date;
};

/** One delivery with its pinned version and its parts, for durable steps. Throws NOT_FOUND. */
export async function loadOutgoing(ctx: Ctx, deliveryId: string): Promise<Loaded> {
  return ctx.tx(async (tx) => {
    const [row] = await tx
      .select({ delivery: deliveries, version: renditionVersions, remoteId: channels.remoteId })
      .from(deliveries)
      .innerJoin(
        renditionVersions,
        and(eq(renditionVersions.workspaceId, deliveries.workspaceId), eq(renditionVersions.id, deliveries.versionId)),
      )
      .innerJoin(channels, and(eq(channels.workspaceId, deliveries.workspaceId), eq(channels.id, deliveries.channelId)))
      .where(and(eq(deliveries.workspaceId, ctx.workspaceId), eq(deliveries.id, deliveryId)));
    if (!row) throw deliveryNotFound();
    const parts = await tx
      .select()
      .from(deliveryParts)
      .where(and(eq(deliveryParts.workspaceId, ctx.workspaceId), eq(deliveryParts.deliveryId, deliveryId)))
      .orderBy(asc(deliveryParts.ordinal));
    const { id, dueAt, network, channelId, state, revision, fence, sendAt } = row.delivery;
    const { title, language, parts: content } = row.version;
    const named = { id, dueAt: dueAt.getTime(), title, language, content, parts };
    return { ...named, network, channelId, remoteId: row.remoteId, state, revision, fence, sendAt };
  });
}

/** The adapter and the opened channel of a delivery; null when the network has no adapter. */
export async function openNetwork(
  ctx: Ctx,
  { network: id, channelId, remoteId }: Loaded,
  { networks: known, door }: Reach,
): Promise<{ network: Network; channel: ChannelAccess & { version: number } } | null> {
  const network = known.get(id);
  if (!network) return null;
  const plain = { channelId, workspaceId: ctx.workspaceId, remoteId, credentials: {}, version: 0 };
  return { network, channel: network.connect ? await door.open(ctx, channelId) : plain };
}
