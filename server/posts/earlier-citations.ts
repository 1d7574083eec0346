import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Citation, renditionVersions } from "@/db/schema/posts";
import type { CurrentRendition } from "@/server/posts/lock-rendition";

/** Steps taken back lie within this many saves; each pause in typing makes one. */
const VERSIONS_BACK = 100;

/**
 * Sentences of earlier versions that stand in these texts word for word and are not in the current one: what was taken out
 * and comes back, by undo or by hand, comes back with its sources and signature. The latest of each.
 */
export async function earlierCitations(
  tx: Tx,
  current: CurrentRendition,
  texts: readonly string[],
): Promise<Citation[]> {
  const rows = await tx.execute<{ citation: Citation }>(sql`
    select distinct on (citation ->> 'text') citation
    from ${renditionVersions} v, jsonb_array_elements(v.citations) citation
    where v.workspace_id = ${current.workspaceId} and v.rendition_id = ${current.id}
      and v.version < ${current.version} and v.version >= ${current.version - VERSIONS_BACK}
    order by citation ->> 'text', v.version desc`);
  const known = new Set(current.citations.map(({ text }) => text));
  return rows
    .map(({ citation }) => citation)
    .filter(({ text }) => !known.has(text) && texts.some((now) => now.includes(text)));
}
