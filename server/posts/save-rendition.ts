import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Citation } from "@/db/schema/posts";
import { passages } from "@/db/schema/sources";
import { checkImages } from "@/server/assets/queries";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addVersion } from "@/server/posts/add-version";
import { earlierCitations } from "@/server/posts/earlier-citations";
import type { CitedSentence, SavedRendition, SaveRenditionInput } from "@/server/posts/input";
import { judgeEdit } from "@/server/posts/judge-edit";
import { type CurrentRendition, checkBase, lockRendition } from "@/server/posts/lock-rendition";
import { asCitation } from "@/server/posts/propose-edit";
import { contentHash } from "@/server/renditions/insert-version";

/** The sentences of proposals. Throws NOT_FOUND for a passage that the post's source does not have. */
async function knownCites(tx: Tx, current: CurrentRendition, cites: readonly CitedSentence[]): Promise<Citation[]> {
  const { workspaceId, sourceVersionId } = current;
  const wanted = cites.flatMap(({ passageIds }) => passageIds);
  if (wanted.length === 0) return cites.map(asCitation);
  const rows = await tx
    .select({ id: passages.id })
    .from(passages)
    .where(
      and(
        eq(passages.workspaceId, workspaceId),
        sourceVersionId === null ? sql`false` : eq(passages.versionId, sourceVersionId),
        sql`${passages.id} = any(${sql.param(wanted)}::uuid[])`,
      ),
    );
  const known = new Set(rows.map(({ id }) => id));
  if (wanted.some((id) => !known.has(id)))
    throw new AppError("NOT_FOUND", "A passage that a sentence names is not in this post's source.");
  return cites.map(asCitation);
}

/**
 * Saves an edit as a new immutable version; what changes nothing makes none. Sentences left alone keep their sources,
 * changed ones are checked again. Throws CONFLICT with what is current when `baseVersion` is not.
 */
export async function saveRendition(ctx: Ctx, input: SaveRenditionInput): Promise<SavedRendition> {
  guard(ctx, "posts.write");
  return ctx.tx(async (tx) => {
    const current = await lockRendition(tx, ctx.workspaceId, input.renditionId);
    const title = input.title === undefined ? current.title : input.title || null;
    const { parts, slides = current.slides } = input;
    // Before the conflict: the same words saved twice (a retry whose answer was lost) are no conflict.
    if (contentHash({ title, parts, slides }) === current.hash)
      return { renditionId: current.id, version: current.version, versionId: current.versionId };
    checkBase(current, input.baseVersion);
    await checkImages(tx, ctx.workspaceId, parts);
    const texts = [...parts, ...slides].map(({ text }) => text);
    const proposed = await knownCites(tx, current, input.cites ?? []);
    const citations = [...current.citations, ...proposed, ...(await earlierCitations(tx, current, texts))];
    const judged = await judgeEdit(tx, { ...current, citations }, { title, parts, slides });
    return addVersion(ctx, tx, {
      current,
      content: { title, parts, slides, ...judged, language: current.language },
      origin: "edit",
    });
  });
}
