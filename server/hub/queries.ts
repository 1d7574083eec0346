import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { withoutTenant } from "@/db/client";
import { assets, hubPosts } from "@/db/schema/channels";
import { type Ctx, systemCtx } from "@/server/context";
import { AppError } from "@/server/errors";
import type { Hub, HubPost, hubMediaInput, hubPostInput, listHubPostsInput } from "@/server/hub/input";
import { pagePath } from "@/server/hub/slug";
import { before, pageOf } from "@/server/paging";
import { storage } from "@/server/storage/storage";

type OpenHub = Hub & { ctx: Ctx; channelId: string };

const shown = {
  id: hubPosts.id,
  slug: hubPosts.slug,
  title: hubPosts.title,
  text: hubPosts.text,
  language: hubPosts.language,
  media: hubPosts.media,
  publishedAt: hubPosts.publishedAt,
};
type Row = Omit<HubPost, "path" | "media"> & { media: { assetId: string; alt: string }[] };

/** A Hub's public posts, newest first. Throws NOT_FOUND when nobody has this handle. */
export async function listHubPosts(
  input: z.output<typeof listHubPostsInput>,
): Promise<{ hub: Hub; items: HubPost[]; nextCursor: string | null }> {
  const { ctx, channelId, ...hub } = await openHub(input.handle);
  const rows = await ctx.tx((tx) =>
    tx
      .select({ ...shown, createdAt: hubPosts.publishedAt })
      .from(hubPosts)
      .where(and(isShown(ctx, channelId), before(input.cursor, hubPosts.publishedAt, hubPosts.id)))
      .orderBy(desc(hubPosts.publishedAt), desc(hubPosts.id))
      .limit(input.limit + 1),
  );
  const page = pageOf(rows, input.limit);
  return { hub, items: page.items.map((row) => toPost(hub.handle, row)), nextCursor: page.nextCursor };
}

/** One public post. Throws NOT_FOUND. */
export async function getHubPost(input: z.output<typeof hubPostInput>): Promise<{ hub: Hub; post: HubPost }> {
  const { ctx, channelId, ...hub } = await openHub(input.handle);
  return { hub, post: toPost(hub.handle, await readPost(ctx, channelId, input.slug)) };
}

/** The bytes of a picture that a public post shows. Throws NOT_FOUND for any other picture. */
export async function getHubMedia(
  input: z.output<typeof hubMediaInput>,
): Promise<{ bytes: Uint8Array; mediaType: string }> {
  const { ctx, channelId } = await openHub(input.handle);
  const post = await readPost(ctx, channelId, input.slug);
  if (!post.media.some(({ assetId }) => assetId === input.assetId)) throw notHere();
  const [asset] = await ctx.tx((tx) =>
    tx
      .select({ sha256: assets.sha256, mediaType: assets.mediaType })
      .from(assets)
      .where(and(eq(assets.workspaceId, ctx.workspaceId), eq(assets.id, input.assetId))),
  );
  const bytes = asset && (await storage().get(ctx.workspaceId, asset.sha256));
  if (!asset || !bytes) throw notHere();
  return { bytes, mediaType: asset.mediaType };
}

const notHere = () => new AppError("NOT_FOUND", "There is no such page here.");

async function openHub(handle: string): Promise<OpenHub> {
  const [found] = await withoutTenant((tx) =>
    tx.execute<{ workspace_id: string; channel_id: string; name: string }>(
      sql`select workspace_id, channel_id, name from sweep.hub_by_handle(${handle})`,
    ),
  );
  if (!found) throw notHere();
  return { ctx: systemCtx(found.workspace_id, "hub"), channelId: found.channel_id, handle, name: found.name };
}

const isShown = (ctx: Ctx, channelId: string) =>
  and(eq(hubPosts.workspaceId, ctx.workspaceId), eq(hubPosts.channelId, channelId), isNull(hubPosts.removedAt));

async function readPost(ctx: Ctx, channelId: string, slug: string): Promise<Row> {
  const [row] = await ctx.tx((tx) =>
    tx
      .select(shown)
      .from(hubPosts)
      .where(and(isShown(ctx, channelId), eq(hubPosts.slug, slug))),
  );
  if (!row) throw notHere();
  return row;
}

function toPost(handle: string, { id, slug, title, text, language, media, publishedAt }: Row): HubPost {
  const path = pagePath(handle, slug);
  const pictures = media.map(({ assetId, alt }) => ({ path: `${path}/media/${assetId}`, alt }));
  return { id, slug, path, title, text, language, media: pictures, publishedAt };
}
