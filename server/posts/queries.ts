import { and, desc, eq, exists, ilike, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { deliveries } from "@/db/schema/deliveries";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { type Ctx, guard } from "@/server/context";
import { before, type Page, pageOf } from "@/server/paging";
import type { listPostsInput, PostState, PostSummary } from "@/server/posts/input";

// Only the last word counts on each channel: a delivery that failed and was then sent again is no trouble any more.
const ofPost = sql`(select distinct on (d.rendition_id, d.channel_id) d.state, d.due_at from ${deliveries} d
  where d.workspace_id = ${posts.workspaceId} and d.post_id = ${posts.id} and d.state <> 'cancelled'
  order by d.rendition_id, d.channel_id, d.created_at desc) d`;
const OPEN = sql`d.state in ('scheduled', 'preparing', 'ready', 'claimed', 'sending')`;

/** What a post is up to, by its deliveries. */
export const stateOfPost = sql<PostState>`(select case
  when bool_or(d.state in ('failed', 'needs_attention', 'unknown')) then 'attention'
  when bool_or(${OPEN}) then 'scheduled'
  when bool_or(d.state = 'published') then 'published'
  else 'draft' end from ${ofPost})`;

/** When the next of a post's deliveries goes out. */
export const nextDue = sql<Date | null>`(select min(d.due_at) filter (where ${OPEN}) from ${ofPost})`.mapWith(
  (value) => (value === null ? null : new Date(value)),
);

const currentVersion = and(
  eq(renditionVersions.workspaceId, renditions.workspaceId),
  eq(renditionVersions.renditionId, renditions.id),
  eq(renditionVersions.version, renditions.version),
);

/** The workspace's posts, newest first; `search` looks in titles. */
export async function listPosts(ctx: Ctx, input: z.output<typeof listPostsInput>): Promise<Page<PostSummary>> {
  guard(ctx, "workspace.read");
  const rows = await ctx.tx((tx) =>
    tx
      .select({
        id: posts.id,
        title: posts.title,
        state: stateOfPost,
        sourceId: posts.sourceId,
        jobId: posts.jobId,
        nextDueAt: nextDue,
        createdAt: posts.createdAt,
        updatedAt: posts.updatedAt,
      })
      .from(posts)
      .where(filterOf(ctx.workspaceId, input))
      .orderBy(desc(posts.createdAt), desc(posts.id))
      .limit(input.limit + 1),
  );
  const page = pageOf(rows, input.limit);
  const texts = await textsOf(
    ctx,
    page.items.map(({ id }) => id),
  );
  const items = page.items.map((post) => ({ ...post, ...(texts.get(post.id) ?? { networks: [], excerpt: "" }) }));
  return { ...page, items };

  function filterOf(workspaceId: string, wanted: z.output<typeof listPostsInput>): SQL | undefined {
    const pattern = wanted.search && `%${wanted.search.replace(/[\\%_]/g, "\\$&")}%`;
    const onNetwork =
      wanted.network &&
      exists(
        sql`(select 1 from ${renditions} r where r.workspace_id = ${posts.workspaceId} and r.post_id = ${posts.id} and r.network = ${wanted.network})`,
      );
    return and(
      eq(posts.workspaceId, workspaceId),
      wanted.trashed ? isNotNull(posts.deletedAt) : isNull(posts.deletedAt),
      pattern ? ilike(posts.title, pattern) : undefined,
      wanted.jobId ? eq(posts.jobId, wanted.jobId) : undefined,
      wanted.sourceId ? eq(posts.sourceId, wanted.sourceId) : undefined,
      wanted.state ? sql`${stateOfPost} = ${wanted.state}` : undefined,
      onNetwork || undefined,
      before(wanted.cursor, posts.createdAt, posts.id),
    );
  }
}

type Texts = Map<string, Pick<PostSummary, "networks" | "excerpt">>;

/** The networks each post is written for, and the beginning of its first text. */
async function textsOf(ctx: Ctx, postIds: string[]): Promise<Texts> {
  if (postIds.length === 0) return new Map();
  const rows = await ctx.tx((tx) =>
    tx
      .select({
        postId: renditions.postId,
        network: renditions.network,
        excerpt: sql<string>`left(${renditionVersions.parts} -> 0 ->> 'text', 280)`,
      })
      .from(renditions)
      .innerJoin(renditionVersions, currentVersion)
      .where(
        and(
          eq(renditions.workspaceId, ctx.workspaceId),
          sql`${renditions.postId} = any(${sql.param(postIds)}::uuid[])`,
        ),
      )
      .orderBy(renditions.createdAt, renditions.id),
  );
  const texts: Texts = new Map();
  for (const { postId, network, excerpt } of rows) {
    const known = texts.get(postId);
    if (!known) texts.set(postId, { networks: [network], excerpt });
    else if (!known.networks.includes(network)) known.networks.push(network);
  }
  return texts;
}
