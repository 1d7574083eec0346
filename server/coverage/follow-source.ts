import { and, asc, eq, isNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Citation, posts, type RenditionPart, renditions, type Slide } from "@/db/schema/posts";
import { sourceVersions } from "@/db/schema/sources";
import { type Ctx, guard } from "@/server/context";
import type { Fate } from "@/server/coverage/align-passages";
import { flagDeliveries } from "@/server/coverage/flag-deliveries";
import type { FollowSourceInput } from "@/server/coverage/input";
import { readFates } from "@/server/coverage/read-fates";
import { sentenceChanges } from "@/server/coverage/sentence-changes";
import { AppError } from "@/server/errors";
import { addVersion } from "@/server/posts/add-version";
import type { SavedRendition } from "@/server/posts/input";
import { judgeEdit } from "@/server/posts/judge-edit";
import { postNotFound } from "@/server/posts/lock-post";
import { type CurrentRendition, checkBase, lockRendition } from "@/server/posts/lock-rendition";
import { lockSource } from "@/server/sources/lock-source";

/**
 * Brings a post to its source's newest reading: the proposals a person chose are put in, every sentence cites what became
 * of its passages, and the gates judge all of it anew. What is scheduled moves along by the rules of any edit. Asked twice,
 * it changes nothing more. Throws NOT_FOUND, CONFLICT when the source was read again or a text was edited meanwhile.
 */
export async function followSource(ctx: Ctx, input: FollowSourceInput): Promise<{ renditions: SavedRendition[] }> {
  guard(ctx, "posts.write");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const one = and(eq(posts.workspaceId, workspaceId), eq(posts.id, input.postId), isNull(posts.deletedAt));
    const [known] = await tx.select({ sourceId: posts.sourceId }).from(posts).where(one);
    if (!known) throw postNotFound();
    if (!known.sourceId) throw new AppError("BAD_REQUEST", "This post has no source to follow.");
    // The source first, as a reading does, so that it stays as it is; the post's row last, as any edit does.
    const source = await lockSource(tx, workspaceId, known.sourceId);
    if (!(await isReading(tx, { workspaceId, sourceId: source.id, ...input })))
      throw new AppError("NOT_FOUND", "There is no such reading of this source.");
    if (source.currentVersionId !== input.versionId)
      throw new AppError("CONFLICT", "The source was read again meanwhile. Look at what changed and choose anew.");
    const texts = await lockTexts(tx, workspaceId, input);
    const moved = await tx
      .update(posts)
      .set({ sourceVersionId: input.versionId })
      .where(and(one, ne(posts.sourceVersionId, input.versionId)))
      .returning({ id: posts.id });
    const saved: SavedRendition[] = [];
    for (const current of texts) {
      const { id: renditionId, version, versionId } = current;
      if (moved.length === 0) saved.push({ renditionId, version, versionId });
      else saved.push(await follow(ctx, tx, { current, input, sourceId: source.id }));
    }
    await flagDeliveries(tx, workspaceId, { sourceId: source.id, versionId: input.versionId, postId: input.postId });
    return { renditions: saved };
  });
}

async function isReading(tx: Tx, of: { workspaceId: string; sourceId: string; versionId: string }): Promise<boolean> {
  const { workspaceId, id, sourceId } = sourceVersions;
  const one = and(eq(workspaceId, of.workspaceId), eq(id, of.versionId), eq(sourceId, of.sourceId));
  return (await tx.$count(sourceVersions, one)) > 0;
}

/** Every text of the post, those that were named as they were looked at. */
async function lockTexts(tx: Tx, workspaceId: string, { postId, renditions: named }: FollowSourceInput) {
  const rows = await tx
    .select({ id: renditions.id })
    .from(renditions)
    .where(and(eq(renditions.workspaceId, workspaceId), eq(renditions.postId, postId)))
    .orderBy(asc(renditions.id));
  const stranger = named.find(({ renditionId }) => !rows.some(({ id }) => id === renditionId));
  if (stranger) throw new AppError("NOT_FOUND", "There is no such text in this post.");
  const locked: CurrentRendition[] = [];
  for (const { id } of rows) locked.push(await lockRendition(tx, workspaceId, id));
  return locked;
}

type Following = { current: CurrentRendition; input: FollowSourceInput; sourceId: string };

async function follow(ctx: Ctx, tx: Tx, { current, input, sourceId }: Following): Promise<SavedRendition> {
  const { workspaceId } = ctx;
  const named = input.renditions.find(({ renditionId }) => renditionId === current.id);
  if (named) checkBase(current, named.baseVersion);
  const passageIds = current.citations.flatMap((citation) => citation.passageIds);
  const fates = await readFates(tx, workspaceId, { sourceId, versionId: input.versionId, passageIds });
  const changes = sentenceChanges(current.citations, fates, current.language ?? "und");
  const accepted = new Map(
    (named?.accept ?? []).map((sentence) => {
      const proposal = changes.find((change) => change.sentence === sentence)?.proposal;
      if (!proposal) throw new AppError("BAD_REQUEST", "There is no proposal for that sentence. Edit it in the post.");
      return [sentence, proposal];
    }),
  );
  const texts = withReplaced(current, accepted);
  const citations = current.citations.map((citation, at) => recited(citation, fates, accepted.get(at)));
  const content = { title: current.title, ...texts };
  const judged = await judgeEdit(tx, { ...current, citations }, content);
  const { language } = current;
  return addVersion(ctx, tx, { current, content: { ...content, ...judged, language }, origin: "edit" });
}

/** The texts with sentences replaced, from behind so that the places before them hold. */
function withReplaced(
  { parts, slides, citations }: Pick<CurrentRendition, "parts" | "slides" | "citations">,
  accepted: ReadonlyMap<number, string>,
): { parts: RenditionPart[]; slides: Slide[] } {
  const put = (text: string, part: number): string =>
    citations
      .map((citation, at) => ({ ...citation, put: accepted.get(at) }))
      .filter((citation) => citation.part === part)
      .toSorted((a, b) => b.start - a.start)
      .reduce(
        (now, { start, end, put: words }) => (words === undefined ? now : now.slice(0, start) + words + now.slice(end)),
        text,
      );
  return {
    parts: parts.map((part, at) => ({ ...part, text: put(part.text, at) })),
    slides: slides.map((slide, at) => ({ ...slide, text: put(slide.text, parts.length + at) })),
  };
}

/** A sentence on the new reading's passages; who signed it did so for the passages there were. */
function recited(citation: Citation, fates: ReadonlyMap<string, Fate>, put: string | undefined): Citation {
  const own = citation.passageIds.map((id) => fates.get(id));
  const passageIds = citation.passageIds.flatMap((id) => {
    const fate = fates.get(id);
    return fate ? (fate.now?.id ?? []) : id;
  });
  const same = own.every((fate) => fate?.state !== "changed" && fate?.state !== "gone");
  const { signature: _, ...rest } = citation;
  if (same) return { ...citation, passageIds: [...new Set(passageIds)] };
  return { ...rest, state: "unsourced", text: put ?? citation.text, passageIds: [...new Set(passageIds)] };
}
