import { and, asc, eq, sql } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { renditionVersions } from "@/db/schema/posts";
import { networks } from "@/server/channels/networks";
import type { Ctx } from "@/server/context";
import type { ChannelAccess, Network } from "@/server/networks/network";
import type { NetworkId } from "@/server/networks/rules";
import { type ChannelDoor, channelDoor } from "@/server/publishing/dispatch/channel-door";
import type { Timing } from "@/server/publishing/dispatch/settings";
import type { Outgoing } from "@/server/publishing/outgoing";
import { deliveryNotFound } from "@/server/publishing/queries";

/** What durable steps reach networks and channels by, and how long they wait; tests give their own. */
export type Reach = { networks: ReadonlyMap<NetworkId, Network>; door: ChannelDoor; timing?: Timing };
export const REACH: Reach = { networks, door: channelDoor };

/** A delivery as durable steps work on it. */
export type LoadedOutgoing = Outgoing & {
  network: NetworkId;
  channelId: string;
  remoteId: string;
  state: (typeof deliveries.$inferSelect)["state"];
  revision: number;
  fence: number;
  tries: number;
  sendAt: Date;
  /** Who may have written, and may still; null when that one has reported or is dead. */
  owner: string | null;
  /** How long its outcome has been unknown, by the database's clock. */
  unknownForMs: number;
};

/** One delivery with its pinned version and its parts, for durable steps. Throws NOT_FOUND. */
export async function loadOutgoing(ctx: Ctx, deliveryId: string): Promise<LoadedOutgoing> {
  return ctx.tx(async (tx) => {
    const [row] = await tx
      .select({
        delivery: deliveries,
        version: renditionVersions,
        remoteId: channels.remoteId,
        unknownForMs: sql<number>`(extract(epoch from clock_timestamp() - ${deliveries.unknownSince}) * 1000)::float8`,
      })
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
    const { id, dueAt, network, channelId, state, revision, fence, tries, sendAt, owner } = row.delivery;
    const { title, language, parts: content } = row.version;
    const named = { id, dueAt: dueAt.getTime(), title, language, content, parts };
    const { remoteId, unknownForMs } = row;
    return { ...named, network, channelId, remoteId, state, revision, fence, tries, sendAt, owner, unknownForMs };
  });
}

/** The adapter and the opened channel of a delivery; null when the network has no adapter. */
export async function openNetwork(
  ctx: Ctx,
  { network: id, channelId, remoteId }: LoadedOutgoing,
  { networks: known, door }: Reach,
): Promise<{ network: Network; channel: ChannelAccess & { version: number } } | null> {
  const network = known.get(id);
  if (!network) return null;
  const plain = { channelId, workspaceId: ctx.workspaceId, remoteId, credentials: {}, version: 0 };
  return { network, channel: network.connect ? await door.open(ctx, channelId) : plain };
}
