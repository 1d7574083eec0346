import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { arrayTypes } from "./array-types.ts";

/** A value a query may carry; JSON columns take `sql.json(value)`. */
type SqlValue = string | number | boolean | Date | null | readonly string[] | readonly number[] | postgres.Parameter;

/** Rows of a query; `count` is the number of rows touched. */
type Rows<Row> = Row[] & { count: number };

/** A tagged-template query function bound to one connection or to the pool. */
export type Sql = {
  <Row = Record<string, unknown>>(strings: TemplateStringsArray, ...values: SqlValue[]): Promise<Rows<Row>>;
  json: (value: unknown) => postgres.Parameter;
  /** Runs several statements without parameters. */
  script: (statements: string) => Promise<void>;
};

/** How long a caller keeps trying while Postgres is away. */
type Patience = { patienceMs?: number };

/** The engine's database: short transactions that survive a restart of Postgres. */
export type Db = {
  /** Runs `work` in one transaction. Repeats it after a lost connection, deadlock or serialization failure. */
  transaction: <T>(work: (sql: Sql) => Promise<T>, options?: Patience) => Promise<T>;
  /** One statement outside a transaction; same retries. */
  query: <T>(work: (sql: Sql) => Promise<T>, options?: Patience) => Promise<T>;
  /** Holds this process's advisory lock and listens; takes both again after a lost connection until `close`. */
  watch: (watch: Watch) => void;
  close: () => Promise<void>;
};

/** What `watch` keeps alive. */
export type Watch = {
  lock: { space: number; key: number };
  channels: Record<string, (payload: string) => unknown>;
  /** Called whenever lock and channels are (again) in place. */
  onReady: () => void;
};

type Session = { client: postgres.Sql; lost: boolean };

const forever = Number.POSITIVE_INFINITY;
const reconnectMs = 250;
const timeLimitMs = 30_000;

/** How to open the database. */
type DbOptions = {
  url: string;
  /** Becomes the application_name. */
  name: string;
  sessions: number;
  /** Called after every transaction. */
  onCommit: () => void;
  /** Called once when the connection starts to fail, and, without an error, once when it works again. */
  onTrouble?: (error: unknown) => void;
};

/** Opens sessions, which connect when first used. */
export function openDb({ url, name, sessions, onCommit, onTrouble }: DbOptions): Db {
  const idle = Array.from({ length: sessions }, () => openSession(url, name));
  const open = new Set(idle);
  const waiting: ((session: Session) => void)[] = [];
  const watchers: postgres.Sql[] = [];
  const closing = new AbortController();
  let troubled = false;

  const noteTrouble = (error?: unknown) => {
    if (troubled === (error !== undefined)) return;
    troubled = !troubled;
    onTrouble?.(error);
  };
  const acquire = (): Promise<Session> | Session => idle.pop() ?? new Promise((resolve) => waiting.push(resolve));
  const release = (session: Session) => {
    const next = waiting.shift();
    if (next) next(session);
    else idle.push(session);
  };
  const replace = (session: Session): Session => {
    open.delete(session);
    session.client.end({ timeout: 0 }).catch(() => {});
    const fresh = openSession(url, name);
    open.add(fresh);
    return fresh;
  };

  async function withSession<T>(work: (session: Session) => Promise<T>, patienceMs: number): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (let tries = 0; ; tries++) {
      const session = await acquire();
      try {
        const result = await withTimeLimit(session, work(session));
        release(session);
        noteTrouble();
        return result;
      } catch (error) {
        // A client whose connection failed is never used again: a query sent between its socket's "error" and "close"
        // would neither succeed nor fail (postgres 3.4.9).
        release(session.lost || isDisconnect(error) ? replace(session) : session);
        if (isDisconnect(error)) noteTrouble(error);
        if (!isPassing(error) || Date.now() > deadline || closing.signal.aborted) throw error;
      }
      await delay(Math.min(20 * 2 ** Math.min(tries, 6), 1000));
    }
  }

  return {
    async transaction(work, options) {
      const result = await withSession((session) => inTransaction(session, work), options?.patienceMs ?? forever);
      onCommit();
      return result;
    },
    query: (work, options) => withSession((session) => work(guarded(session)), options?.patienceMs ?? forever),
    watch(watch) {
      void keepWatching({ url, name, watch, watchers, signal: closing.signal });
    },
    async close() {
      closing.abort();
      const clients = [...watchers, ...[...open].map((session) => session.client)];
      await Promise.all(clients.map((client) => client.end({ timeout: 2 })));
    },
  };
}

/**
 * One connection per client, with our own begin and commit: the driver's own transactions write their rollback to a
 * connection that has just died, which throws outside every promise and ends the process (postgres 3.4.9).
 */
function openSession(url: string, name: string): Session {
  const session: Session = {
    lost: false,
    client: postgres(url, {
      ...connection(name),
      onclose: () => {
        session.lost = true;
      },
    }),
  };
  return session;
}

function connection(name: string) {
  return {
    max: 1,
    max_lifetime: null, // would end the connection between two statements of a transaction
    connect_timeout: 5,
    backoff: () => 0.05,
    onnotice: () => {},
    connection: { application_name: name },
    fetch_types: false,
    types: arrayTypes,
    transform: { column: { from: postgres.toCamel } },
  };
}

/** Nothing here takes long; what does hangs on a connection that is gone without a word. */
async function withTimeLimit<T>(session: Session, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      session.lost = true;
      reject(new ConnectionLost("no answer from Postgres"));
    }, timeLimitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The session's query function, which refuses to go on over a new connection once the old one is lost. */
function guarded(session: Session): Sql {
  const run = async (strings: TemplateStringsArray, ...values: SqlValue[]) => {
    if (session.lost) throw new ConnectionLost("the connection to Postgres was lost");
    return session.client(strings, ...values);
  };
  return Object.assign(run, {
    json: (value: unknown) => session.client.json(value as postgres.JSONValue),
    script: async (statements: string) => {
      if (session.lost) throw new ConnectionLost("the connection to Postgres was lost");
      await session.client.unsafe(statements);
    },
  }) as Sql;
}

async function inTransaction<T>(session: Session, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = guarded(session);
  await sql`begin`;
  try {
    const result = await work(sql);
    await sql`commit`;
    return result;
  } catch (error) {
    if (!session.lost && !isDisconnect(error)) await sql`rollback`;
    throw error;
  }
}

class ConnectionLost extends Error {
  readonly code = "CONNECTION_LOST";
}

/** Whether the connection itself failed. */
function isDisconnect(error: unknown): boolean {
  return /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|08|57P)/.test(codeOf(error));
}

/** Failures after which the same work may succeed: the connection, a deadlock or serialization failure, no free slot. */
function isPassing(error: unknown): boolean {
  return isDisconnect(error) || /^(40|53)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

type WatchLoop = { url: string; name: string; watch: Watch; watchers: postgres.Sql[]; signal: AbortSignal };

/**
 * One session at a time, and exactly one successor: reconnecting from several callbacks multiplied connections. The
 * driver's own listen() is not used: it reconnects by itself, and one ended just then stays for ever (postgres 3.4.9).
 */
async function keepWatching({ url, name, watch, watchers, signal }: WatchLoop): Promise<void> {
  while (!signal.aborted) {
    const lost = Promise.withResolvers<void>();
    const options = {
      ...connection(name),
      onclose: () => lost.resolve(),
      onnotify: (channel: string, payload: string) => watch.channels[channel]?.(payload), // works, but is not in its types
    };
    const client = postgres(url, options);
    watchers.splice(0, watchers.length, client);
    try {
      await client`select pg_advisory_lock(${watch.lock.space}, ${watch.lock.key})`;
      for (const channel of Object.keys(watch.channels)) await client`listen ${client(channel)}`;
      watch.onReady();
      await lost.promise;
    } catch {
      // Postgres is away: try again below.
    }
    await client.end({ timeout: 0 }).catch(() => {});
    if (!signal.aborted) await delay(reconnectMs, undefined, { signal }).catch(() => {});
  }
}
