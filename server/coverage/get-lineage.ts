import { and, asc, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { z } from "zod";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { type Ctx, guard } from "@/server/context";
import type { AffectedPost, Lineage, lineageInput } from "@/server/coverage/input";
import { readFates } from "@/server/coverage/read-fates";
import { sentenceChanges } from "@/server/coverage/sentence-changes";
import { before, pageOf } from "@/server/paging";
import { nextDue, stateOfPost } from "@/server/posts/queries";
import { getSource } from "@/server/sources/queries";

const WORST = ["unaffected", "moved", "changed", "gone"] as const;

/** Posts written from an earlier reading of a source, newest first, with what became of what they cite. Throws NOT_FOUND. */
export async function getLineage(ctx: Ctx, input: z.output<typeof lineageInput>): Promise<Lineage> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  const { sourceId, cursor, limit } = input;
  const { versionId, language } = await getSource(ctx, { sourceId });
  if (!versionId) return { versionId, items: [], nextCursor: null };
  return ctx.tx(async (tx) => {
    const rows = await tx
      .select({
        postId: posts.id,
        title: posts.title,
        postState: stateOfPost,
        nextDueAt: nextDue,
        createdAt: posts.createdAt,
        id: posts.id,
      })
      .from(posts)
      .where(
        and(
          eq(posts.workspaceId, workspaceId),
          eq(posts.sourceId, sourceId),
          ne(posts.sourceVersionId, versionId),
          isNull(posts.deletedAt),
          before(cursor, posts.createdAt, posts.id),
        ),
      )
      .orderBy(desc(posts.createdAt), desc(posts.id))
      .limit(limit + 1);
    const page = pageOf(rows, limit);
    const texts = await tx
      .select({
        postId: renditions.postId,
        renditionId: renditions.id,
        network: renditions.network,
        version: renditions.version,
        citations: renditionVersions.citations,
        language: renditionVersions.language,
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
      .where(
        and(
          eq(renditions.workspaceId, workspaceId),
          sql`${renditions.postId} = any(${sql.param(page.items.map(({ id }) => id))}::uuid[])`,
        ),
      )
      .orderBy(asc(renditions.createdAt), asc(renditions.id));
    const passageIds = texts.flatMap(({ citations }) => citations.flatMap((citation) => citation.passageIds));
    const fates = await readFates(tx, workspaceId, { sourceId, versionId, passageIds });
    const items = page.items.map(({ id, ...post }): AffectedPost => {
      const own = texts
        .filter(({ postId }) => postId === id)
        .map(({ postId: _, citations, language: written, ...rendition }) => ({
          ...rendition,
          sentences: sentenceChanges(citations, fates, written ?? language ?? "und"),
        }));
      const states = new Set<string>(own.flatMap(({ sentences }) => sentences.map(({ state }) => state)));
      return { ...post, state: WORST.findLast((state) => states.has(state)) ?? "unaffected", renditions: own };
    });
    return { versionId, items, nextCursor: page.nextCursor };
  });
}
