import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { passages, sources } from "@/db/schema/sources";
import type { AssetView } from "@/server/assets/input";
import { findAssets } from "@/server/assets/queries";
import { type Ctx, guard } from "@/server/context";
import { checkRendition, measureText, RULES } from "@/server/networks/rules";
import type { PostDetail, RenditionView } from "@/server/posts/input";
import { postNotFound } from "@/server/posts/lock-post";
import { stateOfPost } from "@/server/posts/queries";

/** More deliveries than a page shows; the calendar and the list of deliveries have the rest. */
const MOST_DELIVERIES = 200;

/** A post with its texts, where each sentence came from, what was found about it and where it goes. Throws NOT_FOUND. */
export async function getPost(ctx: Ctx, { postId }: { postId: string }): Promise<PostDetail> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const [post] = await tx
      .select({
        id: posts.id,
        title: posts.title,
        state: stateOfPost,
        sourceId: sources.id,
        sourceTitle: sources.title,
        sourceUrl: sources.url,
        jobId: posts.jobId,
        createdAt: posts.createdAt,
        updatedAt: posts.updatedAt,
      })
      .from(posts)
      .leftJoin(sources, and(eq(sources.workspaceId, posts.workspaceId), eq(sources.id, posts.sourceId)))
      .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, postId), isNull(posts.deletedAt)));
    if (!post) throw postNotFound();
    const { sourceId, sourceTitle, sourceUrl, ...rest } = post;
    const views = await readRenditions(tx, workspaceId, postId);
    return {
      ...rest,
      source: sourceId && sourceTitle !== null ? { id: sourceId, title: sourceTitle, url: sourceUrl } : null,
      renditions: views,
      passages: await readPassages(tx, workspaceId, views),
      deliveries: await readDeliveries(tx, workspaceId, postId),
    };
  });
}

async function readRenditions(tx: Tx, workspaceId: string, postId: string): Promise<RenditionView[]> {
  const rows = await tx
    .select({
      id: renditions.id,
      network: renditions.network,
      channelId: renditions.channelId,
      version: renditions.version,
      versionId: renditionVersions.id,
      title: renditionVersions.title,
      parts: renditionVersions.parts,
      slides: renditionVersions.slides,
      citations: renditionVersions.citations,
      checks: renditionVersions.checks,
      language: renditionVersions.language,
      savedAt: renditionVersions.createdAt,
    })
    .from(renditions)
    .innerJoin(
      renditionVersions,
      and(
        eq(renditionVersions.workspaceId, renditions.workspaceId),
        eq(renditionVersions.renditionId, renditions.id),
        eq(renditionVersions.version, renditions.version),
      ),
    )
    .where(and(eq(renditions.workspaceId, workspaceId), eq(renditions.postId, postId)))
    .orderBy(asc(renditions.createdAt), asc(renditions.id));
  const ids = rows.flatMap(({ parts }) => parts.flatMap(({ media }) => media.map(({ assetId }) => assetId)));
  const images = await findAssets(tx, workspaceId, ids);
  return rows.map((row) => viewOf(row, images));
}

type Row = Omit<RenditionView, "parts" | "findings" | "rules"> & {
  parts: { text: string; media: { assetId: string; alt: string }[] }[];
};

function viewOf(row: Row, images: Map<string, AssetView>): RenditionView {
  const rules = RULES[row.network];
  const parts = row.parts.map(({ text, media }) => ({
    text,
    length: measureText(text, rules),
    media: media.flatMap(({ assetId, alt }) => {
      const image = images.get(assetId);
      if (!image) return [];
      const { mediaType, bytes, width, height } = image;
      return [{ assetId, alt, mediaType, bytes, width, height }];
    }),
  }));
  return { ...row, parts, findings: checkRendition({ title: row.title, parts }, rules), rules };
}

function readPassages(tx: Tx, workspaceId: string, views: RenditionView[]): Promise<PostDetail["passages"]> {
  const cited = new Set(views.flatMap(({ citations }) => citations.flatMap(({ passageIds }) => passageIds)));
  return tx
    .select({ id: passages.id, text: passages.text, heading: passages.heading, anchor: passages.anchor })
    .from(passages)
    .where(and(eq(passages.workspaceId, workspaceId), sql`${passages.id} = any(${sql.param([...cited])}::uuid[])`))
    .orderBy(asc(passages.ordinal));
}

function readDeliveries(tx: Tx, workspaceId: string, postId: string): Promise<PostDetail["deliveries"]> {
  return tx
    .select({
      id: deliveries.id,
      renditionId: deliveries.renditionId,
      channelId: deliveries.channelId,
      channelName: channels.name,
      network: deliveries.network,
      version: renditionVersions.version,
      state: deliveries.state,
      dueAt: deliveries.dueAt,
      wallTime: deliveries.wallTime,
      timeZone: deliveries.timeZone,
      publishedAt: deliveries.publishedAt,
      url: deliveries.url,
      failure: deliveries.failure,
      revision: deliveries.revision,
    })
    .from(deliveries)
    .innerJoin(channels, and(eq(channels.workspaceId, deliveries.workspaceId), eq(channels.id, deliveries.channelId)))
    .innerJoin(
      renditionVersions,
      and(eq(renditionVersions.workspaceId, deliveries.workspaceId), eq(renditionVersions.id, deliveries.versionId)),
    )
    .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.postId, postId)))
    .orderBy(desc(deliveries.dueAt), desc(deliveries.id))
    .limit(MOST_DELIVERIES);
}
