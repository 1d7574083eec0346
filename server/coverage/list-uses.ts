import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { deliveries } from "@/db/schema/deliveries";
import { posts, renditions } from "@/db/schema/posts";
import { passages } from "@/db/schema/sources";
import { type Ctx, guard } from "@/server/context";
import { citedPassages } from "@/server/coverage/cited-passages";
import type { listUsesInput, UseList } from "@/server/coverage/input";
import type { NetworkId } from "@/server/networks/rules";
import { before, pageOf } from "@/server/paging";
import { stateOfPost } from "@/server/posts/queries";
import { getSource } from "@/server/sources/queries";

/** The posts that stand on a source, or on one passage of it, newest first. Throws NOT_FOUND. */
export async function listUses(ctx: Ctx, input: z.output<typeof listUsesInput>): Promise<UseList> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  const { sourceId, passageId, cursor, limit } = input;
  await getSource(ctx, { sourceId });
  const onPassage =
    passageId === undefined
      ? sql``
      : sql`where text = (select text from ${passages} where workspace_id = ${workspaceId} and id = ${passageId})`;
  const uses = sql`(select post_id, count(distinct text)::int as passages from (${citedPassages(workspaceId, sourceId)}) c
    ${onPassage} group by post_id)`;
  const rows = await ctx.tx((tx) =>
    tx
      .select({
        id: posts.id,
        title: posts.title,
        state: stateOfPost,
        passages: sql<number>`used.passages`,
        networks: sql<NetworkId[]>`array(select distinct r.network from ${renditions} r
          where r.workspace_id = ${posts.workspaceId} and r.post_id = ${posts.id} order by 1)`,
        publishedAt: sql<Date | null>`(select min(d.published_at) from ${deliveries} d
          where d.workspace_id = ${posts.workspaceId} and d.post_id = ${posts.id} and d.state = 'published')`.mapWith(
          (value) => (value === null ? null : new Date(value)),
        ),
        createdAt: posts.createdAt,
      })
      .from(posts)
      .innerJoin(sql`${uses} used`, sql`used.post_id = ${posts.id}`)
      .where(
        and(eq(posts.workspaceId, workspaceId), isNull(posts.deletedAt), before(cursor, posts.createdAt, posts.id)),
      )
      .orderBy(desc(posts.createdAt), desc(posts.id))
      .limit(limit + 1),
  );
  return pageOf(rows, limit);
}
