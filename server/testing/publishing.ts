import { createHash } from "node:crypto";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { type Check, posts, renditions, renditionVersions } from "@/db/schema/posts";
import type { Ctx } from "@/server/context";
import type { NetworkId } from "@/server/networks/rules";

type Options = { network?: NetworkId; texts?: string[]; title?: string; checks?: Check[]; channelId?: string };

/** Something that can be scheduled: a post, its rendition in one version, and a channel for it. */
export type Publishable = { postId: string; renditionId: string; versionId: string; channelId: string };

/** A channel without credentials; its handle is new each time. */
export async function testChannel(ctx: Ctx, network: NetworkId = "x"): Promise<string> {
  const [row] = await ctx.tx((tx) =>
    tx
      .insert(channels)
      .values({ workspaceId: ctx.workspaceId, network, remoteId: `handle-${crypto.randomUUID()}`, name: network })
      .returning({ id: channels.id }),
  );
  return row?.id ?? "";
}

/** Writes a post that can go out to a channel (a new one unless given). */
export async function publishable(
  ctx: Ctx,
  { network = "x", texts = ["Hello there."], title = "A title", checks = [], channelId }: Options = {},
): Promise<Publishable> {
  const channel = channelId ?? (await testChannel(ctx, network));
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const [post] = await tx.insert(posts).values({ workspaceId, title }).returning({ id: posts.id });
    const postId = post?.id ?? "";
    const [rendition] = await tx
      .insert(renditions)
      .values({ workspaceId, postId, network })
      .returning({ id: renditions.id });
    const renditionId = rendition?.id ?? "";
    const versionId = await insertVersion(ctx, { renditionId, version: 1, title, texts, checks });
    return { postId, renditionId, versionId, channelId: channel };
  });
}

type VersionOptions = {
  renditionId: string;
  version: number;
  texts: string[];
  title?: string;
  checks?: Check[];
};

/** One more version of a rendition; the rendition itself is not moved to it. */
export async function insertVersion(
  ctx: Ctx,
  { renditionId, version, texts, title = "A title", checks = [] }: VersionOptions,
): Promise<string> {
  const [row] = await ctx.tx((tx) =>
    tx
      .insert(renditionVersions)
      .values({
        workspaceId: ctx.workspaceId,
        renditionId,
        version,
        hash: createHash("sha256").update(texts.join("\n")).digest("hex"),
        title,
        parts: texts.map((text) => ({ text, media: [] })),
        citations: [],
        checks,
        origin: "edit",
      })
      .returning({ id: renditionVersions.id }),
  );
  return row?.id ?? "";
}

/** Every delivery of the workspace with its state, by post. */
export const deliveryRows = (ctx: Ctx) => ctx.tx((tx) => tx.select().from(deliveries));

/** Waits until `done` gives something; fails with `what` after 18 s. */
export async function eventually<T>(
  what: string,
  done: () => T | null | false | Promise<T | null | false>,
): Promise<T> {
  const deadline = performance.now() + 18_000;
  for (;;) {
    const found = await done();
    if (found !== null && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Not within 18 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
