import type { Sql } from "postgres";
import type { Database } from "@/chaos/stage/database";
import { newOwnKey } from "@/server/networks/own-key";
import { type PlannedPost, textOf } from "./plan-posts";

/** A post with the place it goes to. */
export type Placed = PlannedPost & { network: string; channelId: string; dueAt: number };

const BATCH = 1_000;

/**
 * Writes posts with their texts, and those that are not asked for through the API straight into the ledger, as
 * `createDeliveries` does: a burst of many thousands is not what the API's speed should decide. As the administrator,
 * without triggers.
 */
export async function writePosts(database: Database, workspaceId: string, posts: Placed[]): Promise<void> {
  await database.admin(async (sql) => {
    await sql`set session_replication_role = replica`;
    for (let i = 0; i < posts.length; i += BATCH) await writeBatch(sql, workspaceId, posts.slice(i, i + BATCH));
    await sql`analyze deliveries`;
    await sql`select pg_notify('due', '')`;
  });
}

async function writeBatch(sql: Sql, workspaceId: string, posts: Placed[]): Promise<void> {
  const workspace_id = workspaceId;
  await sql`insert into posts ${sql(posts.map(({ ids, number }) => ({ id: ids.post, workspace_id, title: `Post ${number}` })))}`;
  await sql`insert into renditions ${sql(
    posts.map(({ ids, network }) => ({ id: ids.rendition, workspace_id, post_id: ids.post, network })),
  )}`;
  await sql`insert into rendition_versions ${sql(
    posts.map(({ ids, number, parts, kind }) => ({
      id: ids.version,
      workspace_id,
      rendition_id: ids.rendition,
      version: 1,
      hash: ids.version,
      title: kind === "hub" ? `Post ${number}` : null,
      parts: sql.json(
        Array.from({ length: parts }, (_, i) => ({ text: textOf(number, 0, { of: parts, nth: i + 1 }), media: [] })),
      ),
      citations: sql.json([]),
      checks: sql.json([]),
      origin: "edit",
    })),
  )}`;
  const due = posts.filter(({ askedBeforeMs }) => askedBeforeMs === null);
  if (due.length === 0) return;
  await sql`insert into deliveries ${sql(
    due.map(({ ids, network, channelId, dueAt }) => ({
      id: ids.delivery,
      workspace_id,
      post_id: ids.post,
      rendition_id: ids.rendition,
      version_id: ids.version,
      channel_id: channelId,
      network,
      due_at: new Date(dueAt),
      send_at: new Date(dueAt),
      wall_time: new Date(dueAt).toISOString().slice(0, -1),
      time_zone: "UTC",
    })),
  )}`;
  const rows = due.flatMap(({ ids, parts }) =>
    Array.from({ length: parts }, (_, ordinal) => ({
      workspace_id,
      delivery_id: ids.delivery,
      ordinal,
      own_key: newOwnKey(),
    })),
  );
  for (let i = 0; i < rows.length; i += 10_000) await sql`insert into delivery_parts ${sql(rows.slice(i, i + 10_000))}`;
}
