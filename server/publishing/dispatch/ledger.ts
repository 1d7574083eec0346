import type { RenditionPart } from "@/db/schema/posts";
import type { NetworkId, NetworkRules } from "@/server/networks/rules";
import { type Clock, createClock } from "./clock";
import type { Run } from "./connections";
import { isProvablyDead } from "./owner";
import { TIMING, type Timing } from "./settings";

/** One part as the ledger knows it. */
export type LedgerPart = {
  ordinal: number;
  state: "pending" | "sending" | "published" | "rejected" | "unknown";
  ownKey: string;
  prepared: Record<string, unknown> | null;
  remoteId: string | null;
  url: string | null;
  receipt: Record<string, string> | null;
};

/** A claimed delivery with everything needed to send it. Instants are milliseconds since 1970. */
export type Claimed = {
  id: string;
  workspaceId: string;
  postId: string;
  channelId: string;
  network: NetworkId;
  remoteId: string;
  channelLost: boolean;
  revision: number;
  fence: number;
  tries: number;
  failureCode: string | null;
  dueAt: number;
  sendAt: number;
  /** When a person said to send it again. */
  askedAt: number | null;
  /**
   * Why the ledger may not know that it is out. restored: the database was put back, or came up again after this was due;
   * restarted: it came up again, and may be an older copy.
   */
  doubt: "restored" | "restarted" | null;
  /** Its channel's quota is spent until then. */
  freesAt: number | null;
  /** How far apart the channel's posts are, as a person set it. */
  spacingMs: number;
  latenessMinutes: number;
  /** A hard gate failed on this version and nobody signed for it. */
  blocked: boolean;
  title: string | null;
  language: string | null;
  content: RenditionPart[];
  parts: LedgerPart[];
};

/** What became of a part; see sweep.record_outcomes. */
export type Outcome = {
  id: string;
  fence: number;
  kind: "publish" | "reconcile" | null;
  ordinal: number;
  outcome: "published" | "absent" | "rejected" | "rate_limited" | "unavailable" | "auth_expired" | "unknown" | null;
  state: "published" | "sending" | "scheduled" | "failed" | "unknown" | "needs_attention";
  code?: string;
  message?: string;
  /** With `scheduled`: when to try again; without it the time stays as it is. */
  delayMs?: number;
  /** It only waits: this was no try. */
  moved?: boolean;
  /** How long the whole channel is to be left alone. */
  quietMs?: number;
  remoteId?: string;
  url?: string | null;
  receipt?: Record<string, string>;
};

export type Full = { workspaces: string[]; channels: string[]; networks: string[] };
export type Intent = { id: string; fence: number; revision: number; ordinal: number; spacingMs: number };
/** An unknown outcome to be looked for. */
export type Unknown = { id: string; workspaceId: string; fence: number; network: NetworkId };
type Tended = {
  released: number;
  expired: number;
  givenUp: number;
  nextAt: number | null;
  watched: boolean;
};
/** Networks that do not answer, and until when (milliseconds since 1970) nothing is claimed for them. */
export type Down = Partial<Record<NetworkId, number>>;
/** Which part of the ledger a claim takes from. */
type Wanted = { ahead: number; lease: number; full: Full; down?: Down };

/** The definer functions `sweep.…` of db/migrations as one dispatcher calls them. */
export type Ledger = ReturnType<typeof createLedger>;
type Quotas = Partial<Record<NetworkId, NetworkRules["quota"]>>;
type LedgerOptions = { owner: string; clock?: Clock; timing?: Timing; quotas?: Quotas };

export function createLedger(run: Run, { owner, clock = createClock(), timing = TIMING, quotas = {} }: LedgerOptions) {
  return {
    /** Asks the database for the time. */
    readClock: async (): Promise<void> => {
      const asked = performance.now();
      const [row] = await run(
        (sql) => sql<{ at: number }[]>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`,
      );
      if (row) clock.sample(row.at, asked, performance.now());
    },

    /** Takes what is due within `ahead` and loads it, as it stands now. */
    claim: (most: number, { ahead, lease, full, down = {} }: Wanted): Promise<Claimed[]> =>
      run(
        (sql) => sql<Claimed[]>`
        select id, workspace_id as "workspaceId", post_id as "postId", channel_id as "channelId", network,
          remote_id as "remoteId", channel_lost as "channelLost", revision, fence::float8, tries,
          failure_code as "failureCode", due_at as "dueAt", send_at as "sendAt", asked_at as "askedAt", doubt,
          frees_at as "freesAt", spacing_ms as "spacingMs", lateness_minutes as "latenessMinutes", blocked, title,
          language, content, parts
        from sweep.claim_due(${owner}, ${most}, ${ahead}, ${lease}, ${full.workspaces}::uuid[],
          ${full.channels}::uuid[], ${full.networks}::text[], ${JSON.stringify(down)}::text::jsonb,
          ${JSON.stringify(quotas)}::text::jsonb)`,
      ),

    /** Commits the intents; returns the ids of those that are ours to send. */
    begin: async (intents: Intent[], withinMs: number): Promise<Set<string>> => {
      const asked = performance.now();
      const rows = await run(
        (sql) => sql<{ id: string; at: number }[]>`
        select id, at from sweep.begin_sending(${owner}, ${withinMs}, ${intents.map((i) => i.id)}::uuid[],
          ${intents.map((i) => i.fence)}::bigint[], ${intents.map((i) => i.revision)}::int[],
          ${intents.map((i) => i.ordinal)}::int[], ${intents.map((i) => i.spacingMs)}::int[])`,
      );
      const last = rows.at(-1);
      if (last) clock.sample(last.at, asked, performance.now());
      return new Set(rows.map(({ id }) => id));
    },

    /** Writes outcomes; returns the ids of the deliveries that were still the caller's to report on. */
    record: async (outcomes: Outcome[], withinMs: number): Promise<Set<string>> => {
      const items = outcomes.map((o) => ({
        id: o.id,
        fence: o.fence,
        kind: o.kind,
        ordinal: o.ordinal,
        outcome: o.outcome,
        state: o.state,
        code: o.code,
        message: o.message?.slice(0, 500),
        delay_ms: o.delayMs === undefined ? undefined : Math.ceil(o.delayMs),
        moved: o.moved,
        quiet_ms: o.quietMs === undefined ? undefined : Math.ceil(o.quietMs),
        look_ms: timing.look,
        within_ms: withinMs,
        sender: owner,
        remote_id: o.remoteId,
        url: o.url,
        receipt: o.receipt,
      }));
      const rows = await run(
        (sql) => sql<{ id: string }[]>`
        select id from sweep.record_outcomes(${toJsonb(items)}::text::jsonb)`,
      );
      return new Set(rows.map(({ id }) => id));
    },

    /** Puts claims back untouched: these, or all of ours. */
    release: async (ids: string[] | null): Promise<void> => {
      await run((sql) => sql`select sweep.release_claims(${owner}, ${ids}::uuid[])`);
    },

    /** Holds on to the claims that are still worked on. */
    renew: async (leaseMs: number, ids: string[]): Promise<void> => {
      await run((sql) => sql`select sweep.renew_claims(${owner}, ${leaseMs}, ${ids}::uuid[])`);
    },

    /** Frees what nobody looks after any more, at once what a dead process had, and says when something is due next. */
    tend: async (): Promise<Tended> => {
      const first = await tend([]);
      const dead = first.senders.filter(isProvablyDead);
      if (dead.length === 0) return first;
      const again = await tend(dead);
      return {
        ...again,
        released: first.released + again.released,
        expired: first.expired + again.expired,
        givenUp: first.givenUp + again.givenUp,
      };
    },

    /** Takes unknown outcomes whose turn it is to be looked for. */
    takeUnknown: (most: number, fullNetworks: string[]): Promise<Unknown[]> =>
      run(
        (sql) => sql<Unknown[]>`
        select id, workspace_id as "workspaceId", fence::float8, network
        from sweep.take_unknown(${most}, ${timing.lookAgain}, ${fullNetworks}::text[])`,
      ),

    /** A network answers again: what waited for it is due. */
    resume: async (network: NetworkId): Promise<void> => {
      await run((sql) => sql`select sweep.resume_network(${network})`);
    },
  };

  async function tend(dead: string[]): Promise<Tended & { senders: string[] }> {
    const asked = performance.now();
    const [row] = await run(
      (sql) => sql<(Tended & { senders: string[]; at: number })[]>`
        select released, expired, given_up as "givenUp", next_at as "nextAt", watched, senders, at
        from sweep.tend_deliveries(${owner}, ${timing.patience}, ${timing.look}, ${dead}::text[])`,
    );
    if (!row) throw new Error("sweep.tend_deliveries gave no row");
    clock.sample(row.at, asked, performance.now());
    return row;
  }
}

/** jsonb takes no NUL, and what a network answers may hold one. */
function toJsonb(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes("\\u0000")) return text;
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "string" ? item.replaceAll("\0", "") : item));
}
