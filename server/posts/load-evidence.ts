import { and, asc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { passages, sources, sourceVersions } from "@/db/schema/sources";

/** What an edited text is held against: the words of one reading of its source, and what that source is called. */
export type Evidence = {
  title: string;
  author: string | null;
  url: string | null;
  language: string;
  /** Id → text, in the order of the source. */
  passages: Map<string, string>;
};

type Reading = { workspaceId: string; versionId: string };

/** From here on a source is a book, in words: every autosave would read and search all of it. */
const BOOK_WORDS = 20_000;
/** Of a book, what stands this many passages around one that is cited. */
const AROUND = 25;

/** The evidence for a text that cites these passages; null when the reading is gone. */
export async function loadEvidence(tx: Tx, source: Reading, cited: readonly string[]): Promise<Evidence | null> {
  const { workspaceId, versionId } = source;
  const [version] = await tx
    .select({
      title: sources.title,
      author: sourceVersions.byline,
      url: sources.url,
      language: sourceVersions.language,
      wordCount: sourceVersions.wordCount,
    })
    .from(sourceVersions)
    .innerJoin(
      sources,
      and(eq(sources.workspaceId, sourceVersions.workspaceId), eq(sources.id, sourceVersions.sourceId)),
    )
    .where(and(eq(sourceVersions.workspaceId, workspaceId), eq(sourceVersions.id, versionId)));
  if (!version) return null;
  const { wordCount, language, ...about } = version;
  // A text that cites nothing is held against everything: no evidence would mean nothing to trace.
  const isBook = (wordCount ?? 0) > BOOK_WORDS && cited.length > 0;
  const near = isBook ? await ordinalsNear(tx, source, cited) : undefined;
  const rows = await tx
    .select({ id: passages.id, text: passages.text })
    .from(passages)
    .where(
      and(
        eq(passages.workspaceId, workspaceId),
        eq(passages.versionId, versionId),
        near && sql`${passages.ordinal} = any(${sql.param(near)}::int[])`,
      ),
    )
    .orderBy(asc(passages.ordinal));
  return { ...about, language: language ?? "und", passages: new Map(rows.map(({ id, text }) => [id, text])) };
}

/** The ordinals around those of the cited passages, as a list: joined in SQL, the planner compares every pair of a book. */
async function ordinalsNear(tx: Tx, { workspaceId, versionId }: Reading, cited: readonly string[]): Promise<number[]> {
  const rows = await tx
    .select({ ordinal: passages.ordinal })
    .from(passages)
    .where(
      and(
        eq(passages.workspaceId, workspaceId),
        eq(passages.versionId, versionId),
        sql`${passages.id} = any(${sql.param([...cited])}::uuid[])`,
      ),
    );
  const wide = Array.from({ length: 2 * AROUND + 1 }, (_, index) => index - AROUND);
  return [...new Set(rows.flatMap(({ ordinal }) => wide.map((distance) => ordinal + distance)))];
}
