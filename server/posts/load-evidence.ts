import { and, asc, eq, type SQL, sql } from "drizzle-orm";
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

/** From here on a source is a book, in words: every autosave would read and search all of it. */
const BOOK_WORDS = 20_000;
/** Of a book, what stands this many passages around one that is cited. */
const AROUND = 25;

/** The evidence for a text that cites these passages; null when the reading is gone. */
export async function loadEvidence(
  tx: Tx,
  source: { workspaceId: string; versionId: string },
  cited: readonly string[],
): Promise<Evidence | null> {
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
  const rows = await tx
    .select({ id: passages.id, text: passages.text })
    .from(passages)
    .where(
      and(
        eq(passages.workspaceId, workspaceId),
        eq(passages.versionId, versionId),
        // A text that cites nothing is held against everything: no evidence would mean nothing to trace.
        (wordCount ?? 0) > BOOK_WORDS && cited.length > 0 ? near(cited) : undefined,
      ),
    )
    .orderBy(asc(passages.ordinal));
  return { ...about, language: language ?? "und", passages: new Map(rows.map(({ id, text }) => [id, text])) };
}

function near(cited: readonly string[]): SQL {
  return sql`exists (select 1 from ${passages} c where c.workspace_id = ${passages.workspaceId}
    and c.version_id = ${passages.versionId} and c.id = any(${sql.param([...cited])}::uuid[])
    and c.ordinal between ${passages.ordinal} - ${AROUND}::int and ${passages.ordinal} + ${AROUND}::int)`;
}
