import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { passages, sources, sourceVersions } from "@/db/schema/sources";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import type { ParsedDocument } from "@/server/sources/parse/document";
import type { PassageDraft } from "@/server/sources/passages";
import { shorten } from "@/server/sources/title-from";

type Reading = {
  sourceId: string;
  versionId: string;
  sha256: string;
  bytes: number;
  document: ParsedDocument;
  passages: readonly PassageDraft[];
};

/** Rows per INSERT: 6 parameters each, far below the protocol's 65,535. */
const CHUNK = 1_000;

/**
 * Writes a reading in one transaction: blocks, passages, the source's state. Does nothing when this version was read
 * already or is gone; what says the same as the version before leaves no new version.
 */
export function saveReading(ctx: Ctx, reading: Reading): Promise<void> {
  const { workspaceId } = ctx;
  const { sourceId, versionId, document } = reading;
  return ctx.tx(async (tx) => {
    const [source] = await tx
      .select({ titleChosen: sources.titleChosen, kind: sources.kind, currentVersionId: sources.currentVersionId })
      .from(sources)
      .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId)))
      .for("update");
    if (!source) return;
    const version = and(eq(sourceVersions.workspaceId, workspaceId), eq(sourceVersions.id, versionId));
    const unread = and(version, isNull(sourceVersions.blocks));
    const unchanged = await saysTheSame(tx, { workspaceId, versionId: source.currentVersionId, document });
    if (unchanged) {
      const dropped = await tx.delete(sourceVersions).where(unread).returning({ id: sourceVersions.id });
      if (dropped.length === 0) return;
    } else {
      const written = await tx
        .update(sourceVersions)
        .set({
          sha256: reading.sha256,
          bytes: reading.bytes,
          mediaType: document.mediaType,
          title: document.title,
          byline: document.byline,
          language: document.language,
          wordCount: document.wordCount,
          blocks: document.blocks,
        })
        .where(unread)
        .returning({ id: sourceVersions.id });
      if (written.length === 0) return;
      await insertPassages(tx, { workspaceId, versionId, drafts: reading.passages });
    }
    const title = source.titleChosen ? null : shorten(document.title ?? "") || null;
    await tx
      .update(sources)
      .set({
        state: "ready",
        failure: null,
        ...(unchanged ? {} : { currentVersionId: versionId }),
        ...(title && { title }),
      })
      .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId)));
    await announce(tx, workspaceId, { kind: "source", id: sourceId, state: "ready" });
  });
}

/** Pages carry tokens and dates that differ with every fetch, so it is the words that are compared. */
async function saysTheSame(
  tx: Tx,
  current: { workspaceId: string; versionId: string | null; document: ParsedDocument },
): Promise<boolean> {
  if (!current.versionId) return false;
  const [found] = await tx
    .select({ blocks: sourceVersions.blocks })
    .from(sourceVersions)
    .where(and(eq(sourceVersions.workspaceId, current.workspaceId), eq(sourceVersions.id, current.versionId)));
  const { blocks } = current.document;
  return (
    found?.blocks?.length === blocks.length &&
    found.blocks.every((block, index) => block.kind === blocks[index]?.kind && block.text === blocks[index]?.text)
  );
}

async function insertPassages(
  tx: Tx,
  { workspaceId, versionId, drafts }: { workspaceId: string; versionId: string; drafts: readonly PassageDraft[] },
): Promise<void> {
  for (let from = 0; from < drafts.length; from += CHUNK)
    await tx.insert(passages).values(
      drafts.slice(from, from + CHUNK).map(({ ordinal, text, heading, anchor }) => ({
        workspaceId,
        versionId,
        ordinal,
        text,
        heading,
        anchor,
      })),
    );
}
