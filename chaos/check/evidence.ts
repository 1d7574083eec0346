import { readFileSync } from "node:fs";
import postgres from "postgres";

// The checker imports nothing of the product: what it knows of files and tables is written down here once more.

/** A post that a network took. */
export type Acceptance = { id: string; account: string; text: string; parent: string | null; at: number };

type Asked = { askedAt: number; answeredAt: number | null; status: number | null };
/** See load/journal.ts. */
export type Entry =
  | { op: "post"; post: number; postId: string; kind: string; parts: number; group: string }
  | ({ op: "schedule"; post: number; delivery: string | null; dueAt: number } & Asked)
  | ({ op: "cancel"; post: number; delivery: string } & Asked)
  | ({ op: "edit"; post: number; edit: number; pinned: boolean | null } & Asked)
  | ({ op: "move"; post: number; delivery: string; dueAt: number } & Asked)
  | { op: "restored"; takenAt: number; at: number };

/** A row of the ledger with its parts and attempts; times in milliseconds since 1970. */
export type Delivery = {
  id: string;
  postId: string;
  state: string;
  dueAt: number;
  updatedAt: number;
  /** When it is tried next, and the database's clock when this was read. */
  sendAt: number;
  readAt: number;
  failure: { code?: string; message?: string } | null;
  /** The newest text of the first part, whether it is pinned or not. */
  newestText: string | null;
  parts: { ordinal: number; state: string; remoteId: string | null }[];
  attempts: { ordinal: number; kind: string; outcome: string | null; startedAt: number; finishedAt: number | null }[];
};

/** All that is known of a run, from three sides that know nothing of each other. */
export type Evidence = { journal: Entry[]; accepted: Acceptance[]; deliveries: Delivery[] };

const lines = <T>(file: string): T[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);

type Files = { journal: string; logs: string[]; databaseUrl: string };

/** Reads the runner's journal, the networks' logs and the database (the Hub's pages are its log). */
export async function readEvidence({ journal, logs, databaseUrl }: Files): Promise<Evidence> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const deliveries = await sql<Delivery[]>`
      select d.id, d.post_id as "postId", d.state, extract(epoch from d.due_at)::float8 * 1000 as "dueAt",
        extract(epoch from d.updated_at)::float8 * 1000 as "updatedAt",
        extract(epoch from d.send_at)::float8 * 1000 as "sendAt", extract(epoch from now())::float8 * 1000 as "readAt", d.failure,
        (select v.parts -> 0 ->> 'text' from rendition_versions v where v.workspace_id = d.workspace_id and v.rendition_id = d.rendition_id
          order by v.version desc limit 1) as "newestText",
        coalesce((select json_agg(json_build_object('ordinal', p.ordinal, 'state', p.state, 'remoteId', p.remote_id)
          order by p.ordinal) from delivery_parts p where p.workspace_id = d.workspace_id and p.delivery_id = d.id), '[]') as parts,
        coalesce((select json_agg(json_build_object('ordinal', a.ordinal, 'kind', a.kind, 'outcome', a.outcome,
          'startedAt', extract(epoch from a.started_at)::float8 * 1000,
          'finishedAt', extract(epoch from a.finished_at)::float8 * 1000) order by a.started_at)
          from attempts a where a.workspace_id = d.workspace_id and a.delivery_id = d.id), '[]') as attempts
      from deliveries d`;
    const pages = await sql<Acceptance[]>`
      select h.id, h.channel_id as account, h.text, null as parent, extract(epoch from h.published_at)::float8 * 1000 as at
      from hub_posts h`;
    return {
      journal: lines<Entry>(journal),
      accepted: [...logs.flatMap((log) => lines<Acceptance>(log)), ...pages],
      deliveries,
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
