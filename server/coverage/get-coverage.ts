import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { jobs } from "@/db/schema/jobs";
import { passages, sourceVersions } from "@/db/schema/sources";
import { type Ctx, guard } from "@/server/context";
import { citedPassages } from "@/server/coverage/cited-passages";
import type { Coverage } from "@/server/coverage/input";
import { mergeIdeas } from "@/server/coverage/merge-ideas";
import { getSource } from "@/server/sources/queries";

/** Ideas of this many of the latest jobs are shown. */
const MOST_JOBS = 20;
const PROSE: ReadonlySet<string> = new Set(["paragraph", "list_item", "quote"]);

type Row = {
  id: string;
  block: number;
  start: number;
  end: number;
  posts: number;
  first_used: string | null;
  first_published: string | null;
};

/** Which passages and ideas of a source's newest reading posts stand on, and since when. Throws NOT_FOUND. */
export async function getCoverage(ctx: Ctx, { sourceId }: { sourceId: string }): Promise<Coverage> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  const { versionId, blocks } = await getSource(ctx, { sourceId });
  if (!versionId) return { versionId, passages: 0, used: [], ideas: [] };
  return ctx.tx(async (tx) => {
    // A sentence that stands in several readings is the same sentence; one that was changed is unused until a post says it.
    const rows = await tx.execute<Row>(sql`
      with cited as (${citedPassages(workspaceId, sourceId)}),
      used as (
        select c.text, count(distinct c.post_id)::int as posts, min(c.created_at) as first_used, min(d.published_at) as first_published
        from cited c
        left join ${deliveries} d on d.workspace_id = ${workspaceId} and d.post_id = c.post_id
          and d.rendition_id = c.rendition_id and d.state = 'published'
        group by c.text
      )
      select p.id, (p.anchor ->> 'block')::int as block, (p.anchor ->> 'start')::int as start, (p.anchor ->> 'end')::int as end,
        coalesce(u.posts, 0) as posts, u.first_used, u.first_published
      from ${passages} p left join used u on u.text = p.text
      where p.workspace_id = ${workspaceId} and p.version_id = ${versionId}
      order by p.ordinal`);
    const prose = rows.filter(({ block }) => PROSE.has(blocks[block]?.kind ?? ""));
    const used = prose.filter(({ posts }) => posts > 0);
    return {
      versionId,
      passages: prose.length,
      used: used.map(({ id, block, start, end, posts, first_used, first_published }) => ({
        id,
        block,
        start,
        end,
        posts,
        firstUsedAt: new Date(first_used ?? 0),
        firstPublishedAt: first_published === null ? null : new Date(first_published),
      })),
      ideas: await readIdeas(tx, { workspaceId, sourceId, versionId, used: new Set(used.map(({ id }) => id)) }),
    };
  });
}

type Wanted = { workspaceId: string; sourceId: string; versionId: string; used: ReadonlySet<string> };

async function readIdeas(tx: Tx, { workspaceId, sourceId, versionId, used }: Wanted): Promise<Coverage["ideas"]> {
  const rows = await tx
    .select({ outline: jobs.outline })
    .from(jobs)
    .innerJoin(
      sourceVersions,
      and(eq(sourceVersions.workspaceId, jobs.workspaceId), eq(sourceVersions.id, jobs.versionId)),
    )
    .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.sourceId, sourceId), isNotNull(jobs.outline)))
    .orderBy(desc(jobs.createdAt))
    .limit(MOST_JOBS);
  const ideas = rows.flatMap(({ outline }) => outline?.ideas ?? []);
  const ids = [...new Set(ideas.flatMap(({ passageIds }) => passageIds))];
  const here = await tx.execute<{ id: string; now: string }>(sql`
    select distinct on (p.id) p.id, n.id as now from ${passages} p
    join ${passages} n on n.workspace_id = p.workspace_id and n.version_id = ${versionId} and n.text = p.text
    where p.workspace_id = ${workspaceId} and p.id = any(${sql.param(ids)}::uuid[]) order by p.id, n.ordinal`);
  const now = new Map(here.map((row) => [row.id, row.now]));
  const known = ideas.map((idea) => ({ ...idea, passageIds: idea.passageIds.flatMap((id) => now.get(id) ?? []) }));
  return mergeIdeas(known).map((idea) => ({ ...idea, used: idea.passageIds.filter((id) => used.has(id)).length }));
}
