import { type SQL, sql } from "drizzle-orm";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { passages } from "@/db/schema/sources";

/**
 * What the posts of a source stand on, as rows (post_id, rendition_id, job_id, created_at, text): the passages that the
 * current words of every post outside the trash cite, of whichever reading.
 */
export const citedPassages = (workspaceId: string, sourceId: string): SQL => sql`
  select distinct po.id as post_id, r.id as rendition_id, po.job_id, po.created_at, p.text
  from ${posts} po
  join ${renditions} r on r.workspace_id = po.workspace_id and r.post_id = po.id
  join ${renditionVersions} v on v.workspace_id = r.workspace_id and v.rendition_id = r.id and v.version = r.version
  cross join lateral jsonb_array_elements(v.citations) c
  cross join lateral jsonb_array_elements_text(c -> 'passageIds') cited
  join ${passages} p on p.workspace_id = po.workspace_id and p.id = cited::uuid
  where po.workspace_id = ${workspaceId} and po.source_id = ${sourceId} and po.deleted_at is null`;
