import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { posts } from "@/db/schema/posts";
import { AppError } from "@/server/errors";
import { RULES } from "@/server/networks/rules";
import { type ForChannel, findVersions } from "@/server/publishing/find-versions";

type Turns = { workspaceId: string; postIds: string[]; channelId: string };

/**
 * Which post goes to a channel at an instant: the one whose turn it is, or where the network takes no repeats the next one
 * whose words were and will not be sent there within its window. Null when every one would repeat. Throws what
 * `findVersions` throws for the post it comes to.
 */
export async function choosePost(
  tx: Tx,
  { workspaceId, postIds, channelId, index, dueAt }: Turns & { index: number; dueAt: Date },
): Promise<string | null> {
  for (let i = 0; i < postIds.length; i++) {
    const postId = postIds[(index + i) % postIds.length] ?? "";
    for (const found of await findVersions(tx, workspaceId, { postId, channelIds: [channelId] }))
      if (!(await repeats(tx, workspaceId, { ...found, dueAt }))) return postId;
  }
  return null;
}

/** Those of the posts that are here and not in the trash, in the same order. */
export async function livePosts(tx: Tx, workspaceId: string, postIds: string[]): Promise<string[]> {
  const rows = await tx
    .select({ id: posts.id })
    .from(posts)
    .where(
      and(
        eq(posts.workspaceId, workspaceId),
        isNull(posts.deletedAt),
        sql`${posts.id} = any(${sql.param(postIds)}::uuid[])`,
      ),
    );
  const live = new Set(rows.map(({ id }) => id));
  return postIds.filter((id) => live.has(id));
}

/** Is any part of it among what the channel is sent within the window, before or after? */
async function repeats(
  tx: Tx,
  workspaceId: string,
  { channel, version, dueAt }: ForChannel & { dueAt: Date },
): Promise<boolean> {
  const days = RULES[channel.network].noRepeatDays;
  if (days === null) return false;
  const texts = version.parts.map(({ text }) => text);
  const [twin] = await tx.execute(sql`
    select 1 from deliveries d
    join rendition_versions v on v.workspace_id = d.workspace_id and v.id = d.version_id
    where d.workspace_id = ${workspaceId} and d.channel_id = ${channel.id} and d.state not in ('cancelled', 'failed')
      and d.due_at > ${dueAt.toISOString()}::timestamptz - ${days} * interval '1 day'
      and d.due_at < ${dueAt.toISOString()}::timestamptz + ${days} * interval '1 day'
      and jsonb_exists_any(jsonb_path_query_array(v.parts, '$[*].text'), ${sql.param(texts)}::text[])
    limit 1`);
  return twin !== undefined;
}

/** Days without repeats by network, for SQL. */
const QUIET_DAYS = JSON.stringify(
  Object.fromEntries(Object.values(RULES).map(({ id, noRepeatDays }) => [id, noRepeatDays])),
);

/**
 * Deliveries of a recurrence that would repeat a text after all, because one of the posts was edited or something else
 * goes there: of two of its own the later one.
 */
export async function findRepeats(tx: Tx, workspaceId: string, recurrenceId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select d.id from recurrence_deliveries r
    join deliveries d on d.workspace_id = r.workspace_id and d.id = r.delivery_id and d.state in ('scheduled', 'preparing', 'ready')
    join rendition_versions v on v.workspace_id = d.workspace_id and v.id = d.version_id
    cross join lateral (select (${QUIET_DAYS}::jsonb ->> d.network)::int * interval '1 day' as days) quiet
    where r.workspace_id = ${workspaceId} and r.recurrence_id = ${recurrenceId} and exists (
      select 1 from deliveries o
      join rendition_versions w on w.workspace_id = o.workspace_id and w.id = o.version_id
      where o.workspace_id = d.workspace_id and o.channel_id = d.channel_id and o.id <> d.id
        and o.state not in ('cancelled', 'failed') and o.due_at > d.due_at - days and o.due_at < d.due_at + days
        and jsonb_exists_any(jsonb_path_query_array(w.parts, '$[*].text'), array(select p ->> 'text' from jsonb_array_elements(v.parts) p))
        and ((o.due_at, o.id) < (d.due_at, d.id) or not exists (select 1 from recurrence_deliveries n
          where n.workspace_id = o.workspace_id and n.delivery_id = o.id and n.recurrence_id = r.recurrence_id)))`);
  return rows.map(({ id }) => id);
}

/**
 * What stands against a recurrence of these posts on these channels, in plain words: a network that takes no repeats needs
 * two texts that share no part. Throws NOT_FOUND for a post that is not here, and what `findVersions` throws.
 */
export async function findSameness(
  tx: Tx,
  workspaceId: string,
  { postIds, channelIds }: { postIds: string[]; channelIds: string[] },
): Promise<string[]> {
  if ((await livePosts(tx, workspaceId, postIds)).length < postIds.length)
    throw new AppError("NOT_FOUND", "There is no such post here.");
  const textsOf = new Map<string, { name: string; days: number; texts: string[][] }>();
  for (const postId of postIds)
    for (const { channel, version } of await findVersions(tx, workspaceId, { postId, channelIds })) {
      const { noRepeatDays: days } = RULES[channel.network];
      if (days === null) continue;
      const known = textsOf.get(channel.id) ?? { name: RULES[channel.network].name, days, texts: [] };
      known.texts.push(version.parts.map(({ text }) => text));
      textsOf.set(channel.id, known);
    }
  const same = [...textsOf.values()].filter(
    ({ texts: [first = [], ...others] }) => !others.some((other) => !other.some((text) => first.includes(text))),
  );
  return [
    ...new Set(
      same.map(
        ({ name, days }) => `${name} takes no text twice within ${days} days: give two posts whose texts differ.`,
      ),
    ),
  ];
}
