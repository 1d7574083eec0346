import { and, eq, inArray, sql } from "drizzle-orm";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import type { Ctx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { loadOutgoing, openNetwork, REACH, type Reach } from "@/server/publishing/load-outgoing";
import { readMedia, toOutgoingPart } from "@/server/publishing/outgoing";

/** Uploads may be large; the dispatcher does not wait for this. */
const PREPARE_MS = 120_000;

/** How long before its instant this is done: uploads and transcoding may take minutes. */
export const PREPARE_AHEAD_MS = 10 * 60_000;
const WAITING = ["scheduled", "preparing", "ready"] as const;

/** Which delivery, for which instant (ISO 8601): for another one somebody else prepares it. */
type Wanted = { deliveryId: string; sendAt: string };
export type Prepared = "ready" | "nothing_to_do" | "changed";

/**
 * Uploads and builds what can be made ahead of the instant, one part after another; a part that is done is not done
 * again. Changes nothing once the delivery was moved, claimed or cancelled. Throws NetworkError for another try.
 */
export async function prepareDelivery(ctx: Ctx, wanted: Wanted, reach: Reach = REACH): Promise<Prepared> {
  const loaded = await loadOutgoing(ctx, wanted.deliveryId);
  const waits = WAITING.some((state) => state === loaded.state);
  if (!waits || loaded.sendAt.toISOString() !== wanted.sendAt) return "changed";
  const opened = await openNetwork(ctx, loaded, reach);
  const prepare = opened?.network.prepare;
  const missing = loaded.parts.filter(({ state, prepared }) => state === "pending" && !prepared);
  // "preparing" with nothing missing: somebody ended between the last part and saying so.
  if (!prepare || (missing.length === 0 && loaded.state !== "preparing")) return "nothing_to_do";
  const at = { deliveryId: loaded.id, revision: loaded.revision };
  if (!(await move(ctx, at, "preparing"))) return "changed";
  try {
    const media = await readMedia(ctx, loaded.content);
    for (const { ordinal } of missing) {
      const part = toOutgoingPart(loaded, ordinal, media);
      const prepared = await prepare(opened.channel, part, AbortSignal.timeout(PREPARE_MS));
      if (!(await keep(ctx, { ...at, ordinal }, prepared))) return "changed";
    }
  } catch (error) {
    if (error instanceof NetworkError && error.kind === "auth_expired")
      await reach.door.refresh(ctx, loaded.channelId, opened.channel.version);
    throw error;
  }
  return (await move(ctx, at, "ready")) ? "ready" : "changed";
}

type At = { deliveryId: string; revision: number };

const unchanged = (ctx: Ctx, { deliveryId, revision }: At) =>
  and(
    eq(deliveries.workspaceId, ctx.workspaceId),
    eq(deliveries.id, deliveryId),
    eq(deliveries.revision, revision),
    inArray(deliveries.state, WAITING),
  );

async function move(ctx: Ctx, at: At, state: "preparing" | "ready"): Promise<boolean> {
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

async function keep(ctx: Ctx, at: At & { ordinal: number }, prepared: Record<string, unknown>): Promise<boolean> {
  return ctx.tx(async (tx) => {
    const [still] = await tx.select({ id: deliveries.id }).from(deliveries).where(unchanged(ctx, at)).for("update");
    if (!still) return false;
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
    return true;
  });
}
