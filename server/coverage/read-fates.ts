import { and, asc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { passages, sourceVersions } from "@/db/schema/sources";
import { alignPassages, type Fate } from "@/server/coverage/align-passages";

type Wanted = { sourceId: string; versionId: string; passageIds: readonly string[] };

/** What became of passages of earlier readings of a source in one of its readings; those of other sources are left out. */
export async function readFates(
  tx: Tx,
  workspaceId: string,
  { sourceId, versionId, passageIds }: Wanted,
): Promise<Map<string, Fate>> {
  const cited = await tx
    .select({ id: passages.id, versionId: passages.versionId, text: passages.text, language: sourceVersions.language })
    .from(passages)
    .innerJoin(
      sourceVersions,
      and(eq(sourceVersions.workspaceId, passages.workspaceId), eq(sourceVersions.id, passages.versionId)),
    )
    .where(
      and(
        eq(passages.workspaceId, workspaceId),
        eq(sourceVersions.sourceId, sourceId),
        sql`${passages.id} = any(${sql.param([...new Set(passageIds)])}::uuid[])`,
      ),
    );
  const fates = new Map<string, Fate>();
  const readingOf = async (version: string) =>
    tx
      .select({ id: passages.id, text: passages.text })
      .from(passages)
      .where(and(eq(passages.workspaceId, workspaceId), eq(passages.versionId, version)))
      .orderBy(asc(passages.ordinal));
  let after: Awaited<ReturnType<typeof readingOf>> | null = null;
  for (const [version, rows] of Map.groupBy(cited, (row) => row.versionId)) {
    if (version === versionId) {
      for (const { id, text } of rows) fates.set(id, { state: "unaffected", was: { id, text }, now: { id, text } });
      continue;
    }
    after ??= await readingOf(versionId);
    const before = await readingOf(version);
    const language = rows[0]?.language ?? "und";
    const wanted = new Set(rows.map(({ id }) => id));
    for (const [id, fate] of alignPassages(wanted, { before, after, language })) fates.set(id, fate);
  }
  return fates;
}
