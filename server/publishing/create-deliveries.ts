import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { posts } from "@/db/schema/posts";
import { networks } from "@/server/channels/networks";
import { actorUserId, type Ctx } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { newOwnKey } from "@/server/networks/own-key";
import { addEvent } from "@/server/outbox/add-event";
import { type ForChannel, findVersions } from "@/server/publishing/find-versions";
import type { DeliverySummary } from "@/server/publishing/input";
import { preflightDeliveries } from "@/server/publishing/preflight";
import { readDeliveries } from "@/server/publishing/queries";
import { refuseBlackout } from "@/server/publishing/refuse-blackout";
import { wakeDispatchers } from "@/server/publishing/wake";
import type { ChosenTime } from "@/server/publishing/wall-time";

/** States in which a delivery may still come to something; a post has at most one such delivery per channel. */
const UNFINISHED = ["scheduled", "preparing", "ready", "claimed", "sending", "unknown", "needs_attention"] as const;

type Wanted = {
  postId: string;
  channelIds: string[];
  time: ChosenTime;
  /** Somebody said that it may go out in a blackout. */
  allowBlackout?: boolean;
  /** A turn of a recurrence: the same post may be on its way to the channel more than once. */
  repeated?: boolean;
};

/**
 * What each channel would get, and nothing written. Throws NOT_FOUND, CONFLICT when a channel has one already, and what
 * `findVersions` and `refuseBlackout` throw.
 */
export async function checkDeliveries(ctx: Ctx, tx: Tx, wanted: Wanted): Promise<ForChannel[]> {
  const { workspaceId } = ctx;
  const { postId, channelIds, time } = wanted;
  if (!wanted.allowBlackout) await refuseBlackout(tx, workspaceId, { dueAt: time.dueAt, channelIds });
  await lockPost(tx, workspaceId, postId);
  const chosen = await findVersions(tx, workspaceId, wanted);
  if (!wanted.repeated) await refuseDoubles(tx, workspaceId, wanted);
  return chosen;
}

/** Writes one delivery per channel. Throws what `checkDeliveries` throws, before anything is written. */
export async function createDeliveries(ctx: Ctx, tx: Tx, wanted: Wanted): Promise<DeliverySummary[]> {
  const { workspaceId } = ctx;
  const { postId, time } = wanted;
  const chosen = await checkDeliveries(ctx, tx, wanted);
  const rows = await tx
    .insert(deliveries)
    .values(
      chosen.map(({ channel, version }) => ({
        workspaceId,
        postId,
        renditionId: version.renditionId,
        versionId: version.versionId,
        channelId: channel.id,
        network: channel.network,
        dueAt: time.dueAt,
        wallTime: time.wallTime,
        timeZone: time.timeZone,
        sendAt: time.dueAt,
        createdBy: actorUserId(ctx),
      })),
    )
    .returning({ id: deliveries.id, channelId: deliveries.channelId, network: deliveries.network });
  const partsOf = new Map(chosen.map(({ channel, version }) => [channel.id, version.parts]));
  await tx.insert(deliveryParts).values(
    rows.flatMap(({ id, channelId }) =>
      (partsOf.get(channelId) ?? []).map((_, ordinal) => ({
        workspaceId,
        deliveryId: id,
        ordinal,
        ownKey: newOwnKey(),
      })),
    ),
  );
  for (const { id, network } of rows) {
    if (networks.get(network)?.prepare)
      await addEvent(tx, "publishing/delivery.scheduled", {
        workspaceId,
        deliveryId: id,
        sendAt: time.dueAt.toISOString(),
      });
    await announce(tx, workspaceId, { kind: "delivery", id, postId, state: "scheduled" });
  }
  await wakeDispatchers(tx, time.dueAt);
  const ids = rows.map(({ id }) => id);
  await preflightDeliveries(tx, workspaceId, { ids });
  return readDeliveries(tx, workspaceId, ids);
}

/** Two people who schedule the same post, or one who also trashes it, take turns. */
async function lockPost(tx: Tx, workspaceId: string, postId: string): Promise<void> {
  const [post] = await tx
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, postId), isNull(posts.deletedAt)))
    .for("update");
  if (!post) throw new AppError("NOT_FOUND", "There is no such post here.");
}

async function refuseDoubles(tx: Tx, workspaceId: string, { postId, channelIds }: Wanted): Promise<void> {
  const [there] = await tx
    .select({ id: deliveries.id, channelId: deliveries.channelId, state: deliveries.state })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        eq(deliveries.postId, postId),
        inArray(deliveries.state, UNFINISHED),
        sql`${deliveries.channelId} = any(${sql.param(channelIds)}::uuid[])`,
      ),
    )
    .limit(1);
  if (!there) return;
  const message =
    there.state === "needs_attention"
      ? "An earlier try to send this post there waits for your answer. Answer it first."
      : "This post is already on its way to that channel. Reschedule or cancel that one instead.";
  throw new AppError("CONFLICT", message, { details: { deliveryId: there.id, channelId: there.channelId } });
}
