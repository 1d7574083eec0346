import { eq } from "drizzle-orm";
import { deliveries, deliveryParts } from "@/db/schema/deliveries";
import { openCredentials } from "@/server/channels/credentials";
import type { Ctx } from "@/server/context";
import type { Network } from "@/server/networks/network";
import { loadOutgoing } from "@/server/publishing/load-outgoing";
import { toOutgoingPart } from "@/server/publishing/outgoing";
import { schedulePost } from "@/server/publishing/schedule-post";
import { publishable } from "@/server/testing/publishing";

type Options = { network: Network; channelId: string; texts: string[]; agoMs?: number };

/** A delivery that really went out to a network (or a double) by its adapter, `agoMs` ago as the ledger has it. */
export async function sentDelivery(ctx: Ctx, options: Options): Promise<string> {
  const { network, channelId, texts, agoMs = 60_000 } = options;
  const { postId } = await publishable(ctx, { network: network.id, channelId, texts });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const [scheduled] = (await schedulePost(ctx, { postId, at, channelIds: [channelId] })).deliveries;
  const id = scheduled?.id ?? "";
  const publishedAt = new Date(Date.now() - agoMs);
  const channel = await openCredentials(ctx, channelId);
  const loaded = await loadOutgoing(ctx, id);
  for (const part of loaded.parts) {
    const outgoing = toOutgoingPart(loaded, part.ordinal, new Map());
    const { remoteId, url, data: receipt } = await network.publish(channel, outgoing, AbortSignal.timeout(10_000));
    Object.assign(part, { remoteId, url, receipt });
    await ctx.tx((tx) =>
      tx
        .update(deliveryParts)
        .set({ state: "published", remoteId, url, receipt, publishedAt })
        .where(eq(deliveryParts.ownKey, part.ownKey)),
    );
  }
  await ctx.tx((tx) =>
    tx.update(deliveries).set({ state: "published", publishedAt, sendingAt: publishedAt }).where(eq(deliveries.id, id)),
  );
  return id;
}
