import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { passages, sourceVersions } from "@/db/schema/sources";
import type { PassageText } from "@/server/ai/model";
import { citedPassages } from "@/server/coverage/cited-passages";

type OfJob = {
  workspaceId: string;
  jobId: string;
  sourceId: string | null;
  controls: { only?: "unused" | undefined };
};

/** What a job may write from: all there is, or what no other job's post stands on when only that was asked for. */
export async function unusedOnly<T extends { passages: PassageText[] }>(tx: Tx, material: T, job: OfJob): Promise<T> {
  const { workspaceId, jobId, sourceId, controls } = job;
  if (controls.only !== "unused" || sourceId === null) return material;
  const rows = await tx.execute<{ text: string }>(
    sql`select distinct text from (${citedPassages(workspaceId, sourceId)}) c where c.job_id is distinct from ${jobId}`,
  );
  const used = new Set(rows.map(({ text }) => text));
  return { ...material, passages: material.passages.filter(({ text }) => !used.has(text)) };
}

/** Whether a reading has a sentence that no post stands on; headings, code and table rows are none. */
export async function hasUnused(
  tx: Tx,
  { workspaceId, sourceId, versionId }: { workspaceId: string; sourceId: string; versionId: string },
): Promise<boolean> {
  const [found] = await tx.execute<{ unused: boolean }>(sql`
    with cited as (${citedPassages(workspaceId, sourceId)}),
    blocks as (
      select (n - 1)::int as at from ${sourceVersions} v, jsonb_array_elements(v.blocks) with ordinality b(block, n)
      where v.workspace_id = ${workspaceId} and v.id = ${versionId} and b.block ->> 'kind' in ('paragraph', 'list_item', 'quote')
    )
    select exists (
      select 1 from ${passages} p join blocks on blocks.at = (p.anchor ->> 'block')::int
      where p.workspace_id = ${workspaceId} and p.version_id = ${versionId} and p.text not in (select text from cited)
    ) as unused`);
  return found?.unused ?? false;
}
