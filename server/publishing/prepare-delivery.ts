import { and, eq, inArray, sql } from "drizzle-orm";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import type { Network, OutgoingPart } from "@/server/networks/network";
import { loadOutgoing, openNetwork, REACH, type Reach } from "@/server/publishing/load-outgoing";
import { isPrepared, readMedia, toOutgoingPart } from "@/server/publishing/outgoing";
import { preflightDeliveries } from "@/server/publishing/preflight";

/** Uploads may be large; the dispatcher does not wait for this. */
const PREPARE_MS = 120_000;

/** How long before its instant this is done: uploads and transcoding may take minutes. */
export const PREPARE_AHEAD_MS = 10 * 60_000;
const WAITING = ["scheduled", "preparing", "ready"] as const;

/** Which delivery, for which instant (ISO 8601): for another one somebody else prepares it. */
type Wanted = { deliveryId: string; sendAt: string };
export type Prepared = "ready" | "nothing_to_do" | "changed" | "refused";

/**
 * Uploads and builds what can be made ahead of the instant, one part after another; what is done is not done again,
 * unless the network will have thrown it away by then. Changes nothing once the delivery was moved, claimed or cancelled.
 * What the network refuses is told at once, as it would refuse it at the instant. Throws NetworkError for another try.
 */
export async function prepareDelivery(ctx: Ctx, wanted: Wanted, reach: Reach = REACH): Promise<Prepared> {
  const loaded = await loadOutgoing(ctx, wanted.deliveryId);
  const waits = WAITING.some((state) => state === loaded.state);
  if (!waits || loaded.sendAt.toISOString() !== wanted.sendAt) return "changed";
  const opened = await openNetwork(ctx, loaded, reach);
  const prepare = opened?.network.prepare;
  const sendAt = loaded.sendAt.getTime();
  const missing = loaded.parts.filter(({ state, prepared }) => state === "pending" && !isPrepared(prepared, sendAt));
  // "preparing" with nothing missing: somebody ended between the last part and saying so.
  if (!prepare || (missing.length === 0 && loaded.state !== "preparing")) return "nothing_to_do";
  const at = { deliveryId: loaded.id, revision: loaded.revision };
  if (!(await move(ctx, at, "preparing"))) return "changed";
  try {
    const media = await readMedia(ctx, loaded.content);
    for (const { ordinal } of missing) {
      const part = toOutgoingPart(loaded, ordinal, media);
      const end = endOf(part, opened.network);
      const save = (made: Record<string, unknown>) => keep(ctx, { ...at, ordinal }, { ...made, ...end });
      const prepared = await prepare(opened.channel, part, AbortSignal.timeout(PREPARE_MS), (soFar) =>
        save({ ...soFar, partial: true }),
      );
      await save(prepared);
    }
  } catch (error) {
    if (error instanceof Changed) return "changed";
    if (!(error instanceof NetworkError)) throw error;
    if (error.kind === "rejected" || error.kind === "blocked") return refused(ctx, at, error.message);
    if (error.kind === "auth_expired") await reach.door.refresh(ctx, loaded.channelId, opened.channel.version);
    throw error;
  }
  return (await move(ctx, at, "ready")) ? "ready" : "changed";
}

/** Counted from the first thing that was made for a part. */
function endOf({ prepared }: OutgoingPart, { keepsPreparedMs }: Network): { expiresAt?: string } {
  const known = prepared?.["expiresAt"];
  if (typeof known === "string") return { expiresAt: known };
  return keepsPreparedMs === undefined ? {} : { expiresAt: new Date(Date.now() + keepsPreparedMs).toISOString() };
}

/** It waits for its instant all the same: a person may mend it, and then it is prepared anew. */
async function refused(ctx: Ctx, at: At, message: string): Promise<Prepared> {
  if (!(await move(ctx, at, "scheduled"))) return "changed";
  const { deliveryId: id } = at;
  await ctx.tx((tx) => preflightDeliveries(tx, ctx.workspaceId, { ids: [id], refused: { id, message } }));
  return "refused";
}

/** The delivery is not what it was when this began. */
class Changed extends Error {}

type At = { deliveryId: string; revision: number };

const unchanged = (ctx: Ctx, { deliveryId, revision }: At) =>
  and(
    eq(deliveries.workspaceId, ctx.workspaceId),
    eq(deliveries.id, deliveryId),
    eq(deliveries.revision, revision),
    inArray(deliveries.state, WAITING),
  );

async function move(ctx: Ctx, at: At, state: "scheduled" | "preparing" | "ready"): Promise<boolean> {
  return ctx.tx(async (tx) => {
    const [moved] = await tx
      .update(deliveries)
      .set({ state, updatedAt: sql`now()` })
      .where(unchanged(ctx, at))
      .returning({ postId: deliveries.postId });
    if (!moved) return false;
    await announce(tx, ctx.workspaceId, { kind: "delivery", id: at.deliveryId, postId: moved.postId, state });
    return true;
  });
}

/** Throws Changed. */
async function keep(ctx: Ctx, at: At & { ordinal: number }, prepared: Record<string, unknown>): Promise<void> {
  await ctx.tx(async (tx) => {
    const [still] = await tx.select({ id: deliveries.id }).from(deliveries).where(unchanged(ctx, at)).for("update");
    if (!still) throw new Changed();
    await tx
      .update(deliveryParts)
      .set({ prepared })
      .where(
        and(
          eq(deliveryParts.workspaceId, ctx.workspaceId),
          eq(deliveryParts.deliveryId, at.deliveryId),
          eq(deliveryParts.ordinal, at.ordinal),
        ),
      );
  });
}
