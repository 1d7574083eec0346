import postgres from "postgres";

/** Posts to be written into the ledger, spread over workspaces and channels; `group` begins each text. */
export type Posts = {
  group: string;
  count: number;
  workspaces: number;
  channels: number;
  /** Instant of the first, and over how many milliseconds the rest follow at random; 0 is all at once. */
  from: number;
  spreadMs: number;
  networks: readonly string[];
};

/**
 * Writes posts that are due, whole rows as scheduling writes them, and wakes the dispatchers. As the administrator and
 * without triggers: how they came to be is not what is measured.
 */
export async function fillLedger(adminUrl: string, posts: Posts): Promise<void> {
  const { group, count, workspaces, channels, from, spreadMs, networks } = posts;
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  const text = `${group} ${"x".repeat(230)}`;
  try {
    await sql`set session_replication_role = replica`;
    await sql`create temp table w on commit preserve rows as
      select uuidv7() id, g n from generate_series(0, ${workspaces - 1}::int) g`;
    await sql`insert into workspaces (id, name, slug) select id, 'Bench', id::text from w`;
    await sql`create temp table c as
      select uuidv7() id, w.id workspace_id, g n, (${networks}::text[])[g / ${workspaces}::int % ${networks.length}::int + 1] network
      from generate_series(0, ${channels - 1}::int) g join w on w.n = g % ${workspaces}::int`;
    await sql`insert into channels (id, workspace_id, network, remote_id, name)
      select id, workspace_id, network, id::text, network from c`;
    await sql`create temp table d as
      select uuidv7() id, uuidv7() post_id, uuidv7() rendition_id, uuidv7() version_id, c.workspace_id, c.id channel_id, c.network,
        to_timestamp((${from}::float8 + floor(random() * ${spreadMs}::float8)) / 1000) due
      from generate_series(0, ${count - 1}::int) g join c on c.n = g % ${channels}::int`;
    await sql`insert into posts (id, workspace_id, title) select post_id, workspace_id, 'Post' from d`;
    await sql`insert into renditions (id, workspace_id, post_id, network) select rendition_id, workspace_id, post_id, network from d`;
    await sql`insert into rendition_versions (id, workspace_id, rendition_id, version, hash, title, parts, citations, checks, origin)
      select version_id, workspace_id, rendition_id, 1, 'h', 'Post', jsonb_build_array(jsonb_build_object('text', ${text}::text, 'media', '[]'::jsonb)),
        '[]', '[]', 'edit' from d`;
    await sql`insert into delivery_parts (workspace_id, delivery_id, ordinal, own_key) select workspace_id, id, 0, id::text from d`;
    await sql`insert into deliveries (id, workspace_id, post_id, rendition_id, version_id, channel_id, network, due_at, send_at, wall_time, time_zone)
      select id, workspace_id, post_id, rendition_id, version_id, channel_id, network, due, due, to_char(due, 'YYYY-MM-DD"T"HH24:MI'), 'UTC' from d`;
    await sql`analyze`;
    await sql`select pg_notify('due', '')`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** How many deliveries are in each state. */
export async function countStates(adminUrl: string): Promise<Record<string, number>> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<
      { state: string; n: number }[]
    >`select state, count(*)::int n from deliveries group by state`;
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  } finally {
    await sql.end({ timeout: 5 });
  }
}
