import { and, asc, desc, eq, gte, ilike, isNotNull, isNull } from "drizzle-orm";
import type { z } from "zod";
import { passages, sources, sourceVersions } from "@/db/schema/sources";
import { type Ctx, guard } from "@/server/context";
import { before, type Page, pageOf } from "@/server/paging";
import type { listPassagesInput, listSourcesInput, Passage, SourceDetail, SourceSummary } from "@/server/sources/input";
import { sourceNotFound } from "@/server/sources/lock-source";

const summary = {
  id: sources.id,
  kind: sources.kind,
  title: sources.title,
  url: sources.url,
  fileName: sources.fileName,
  state: sources.state,
  failure: sources.failure,
  language: sourceVersions.language,
  wordCount: sourceVersions.wordCount,
  createdAt: sources.createdAt,
};

const currentVersion = and(
  eq(sourceVersions.workspaceId, sources.workspaceId),
  eq(sourceVersions.id, sources.currentVersionId),
);

/** The workspace's sources, newest first; `search` looks in titles. */
export async function listSources(ctx: Ctx, input: z.output<typeof listSourcesInput>): Promise<Page<SourceSummary>> {
  guard(ctx, "workspace.read");
  const pattern = input.search && `%${input.search.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await ctx.tx((tx) =>
    tx
      .select(summary)
      .from(sources)
      .leftJoin(sourceVersions, currentVersion)
      .where(
        and(
          eq(sources.workspaceId, ctx.workspaceId),
          input.trashed ? isNotNull(sources.deletedAt) : isNull(sources.deletedAt),
          pattern ? ilike(sources.title, pattern) : undefined,
          before(input.cursor, sources.createdAt, sources.id),
        ),
      )
      .orderBy(desc(sources.createdAt), desc(sources.id))
      .limit(input.limit + 1),
  );
  return pageOf(rows, input.limit);
}

/** One source with the blocks of its newest reading. Throws NOT_FOUND. */
export async function getSource(ctx: Ctx, input: { sourceId: string }): Promise<SourceDetail> {
  guard(ctx, "workspace.read");
  const [found] = await ctx.tx((tx) =>
    tx
      .select({
        ...summary,
        versionId: sourceVersions.id,
        version: sourceVersions.version,
        mediaType: sourceVersions.mediaType,
        byline: sourceVersions.byline,
        bytes: sourceVersions.bytes,
        readAt: sourceVersions.createdAt,
        blocks: sourceVersions.blocks,
      })
      .from(sources)
      .leftJoin(sourceVersions, currentVersion)
      .where(and(eq(sources.workspaceId, ctx.workspaceId), eq(sources.id, input.sourceId), isNull(sources.deletedAt))),
  );
  if (!found) throw sourceNotFound();
  return { ...found, blocks: found.blocks ?? [] };
}

/** Passages of a source in reading order, a page at a time; of its newest reading unless a version is named. */
export async function getPassages(
  ctx: Ctx,
  input: z.output<typeof listPassagesInput>,
): Promise<{ items: Passage[]; nextFrom: number | null }> {
  guard(ctx, "workspace.read");
  const { versionId } = input.versionId ? { versionId: input.versionId } : await getSource(ctx, input);
  const rows = await ctx.tx((tx) =>
    tx
      .select({
        id: passages.id,
        ordinal: passages.ordinal,
        text: passages.text,
        heading: passages.heading,
        anchor: passages.anchor,
      })
      .from(passages)
      .innerJoin(
        sourceVersions,
        and(eq(sourceVersions.workspaceId, passages.workspaceId), eq(sourceVersions.id, passages.versionId)),
      )
      .where(
        and(
          eq(passages.workspaceId, ctx.workspaceId),
          eq(passages.versionId, versionId ?? NONE),
          eq(sourceVersions.sourceId, input.sourceId),
          gte(passages.ordinal, input.from),
        ),
      )
      .orderBy(asc(passages.ordinal))
      .limit(input.limit + 1),
  );
  const items = rows.slice(0, input.limit);
  return { items, nextFrom: rows.length > input.limit ? (rows[input.limit]?.ordinal ?? null) : null };
}

/** A source that was never read has no version, and so no passages. */
const NONE = "00000000-0000-0000-0000-000000000000";
