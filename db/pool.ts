import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "postgres";
import { AppError } from "@/server/errors";
import { isAway, openSession, type Session } from "./session";

/** How to open a pool. */
export type PoolOptions = {
  url: string;
  /** Shows in pg_stat_activity. */
  name: string;
  /** The most connections at once. */
  max: number;
};

/** How long a caller waits for a Postgres that is away, and how often it looks. A restart takes about a second. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 100;
/** How long a caller waits while all connections are in use. */
const QUEUE_MS = 10_000;
/**
 * A transaction's limits: a statement that never ends, and a caller that never goes on, hold neither locks nor a
 * connection. In the message of BEGIN, because a pooler in front refuses them as connection parameters.
 */
const BEGIN = "begin; set local statement_timeout = '30s'; set local idle_in_transaction_session_timeout = '15s'";
/** A connection nobody used for this long is closed: each costs Postgres a process. */
const IDLE_MS = 20_000;

/**
 * Connections to one database, used like the driver's client for single statements, `begin` and `end`. It outlives Postgres:
 * what is under way when a connection is lost fails at once, what comes after waits up to 5 s for a new one, or 10 s for
 * one that is in use: then AppError SERVICE_UNAVAILABLE. BEGIN travels with the statements that follow. Array parameters,
 * no nested fragments.
 */
export function openPool({ url, name, max }: PoolOptions): Sql {
  const idle = new Map<Session, NodeJS.Timeout>();
  const busy = new Set<Session>();
  const waiting: ((session: Session | null) => void)[] = [];
  let size = 0;
  let closed = false;

  const connect = async (deadline: number): Promise<Session> => {
    for (;;) {
      const session: Session = openSession({ url, name, onLost: () => leave(session) });
      try {
        await session.sql`select 1`;
        return session;
      } catch (error) {
        void session.end(0);
        if (closed || !isAway(error) || performance.now() > deadline) throw error;
        await wait(LOOK_MS);
      }
    }
  };
  /** Takes a session from those that wait for work. */
  const leave = (session: Session): void => {
    clearTimeout(idle.get(session));
    if (idle.delete(session)) size--;
  };
  /** Makes room: the next in line opens a connection of its own. */
  const giveUp = (): void => {
    size--;
    waiting.shift()?.(null);
  };
  const queue = (): Promise<Session | null> => {
    const { promise, resolve, reject } = Promise.withResolvers<Session | null>();
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(next), 1);
      reject(new AppError("SERVICE_UNAVAILABLE", "Reprise is busy. Try again in a moment."));
    }, QUEUE_MS);
    const next = (session: Session | null): void => {
      clearTimeout(timer);
      resolve(session);
    };
    waiting.push(next);
    return promise;
  };
  const acquire = async (): Promise<Session> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      if (closed) throw new Error("The pool is closed.");
      const [latest] = [...idle.keys()].slice(-1);
      if (latest) {
        leave(latest);
        size++;
        return latest;
      }
      if (size < max) {
        size++;
        return connect(deadline).catch((error: unknown) => {
          giveUp();
          throw error;
        });
      }
      const handed = await queue();
      if (handed) return handed;
    }
  };
  const release = (session: Session): void => {
    if (closed) void session.end(1);
    const next = session.lost ? undefined : waiting.shift();
    const close = () => {
      leave(session);
      void session.end(1);
    };
    if (session.lost) giveUp();
    else if (next) next(session);
    else idle.set(session, setTimeout(close, IDLE_MS).unref());
  };
  const withSession = async <T>(work: (session: Session) => PromiseLike<T>): Promise<T> => {
    const session = await acquire();
    busy.add(session);
    try {
      return await work(session);
    } finally {
      busy.delete(session);
      release(session);
    }
  };
  const end = async ({ timeout = 5 }: { timeout?: number } = {}): Promise<void> => {
    closed = true;
    for (const next of waiting.splice(0)) next(null);
    for (const session of [...idle.keys()]) {
      leave(session);
      void session.end(1);
    }
    const deadline = performance.now() + timeout * 1000;
    while (size > 0 && performance.now() < deadline) await wait(10);
    for (const session of busy) void session.end(0);
  };

  const one = (strings: TemplateStringsArray, ...values: never[]) => withSession(({ sql }) => sql(strings, ...values));
  return Object.assign(one, {
    unsafe: (query: string, values?: never[], options?: object) => {
      let inArrays = false;
      // Drizzle asks for rows as arrays in the same breath, so it begins a moment later.
      const rows = Promise.resolve().then(() =>
        withSession(({ sql }) => {
          const statement = sql.unsafe(query, values, { ...options, prepare: true });
          return inArrays ? statement.values() : statement;
        }),
      );
      return Object.assign(rows, {
        values: () => {
          inArrays = true;
          return rows;
        },
      });
    },
    begin: <T>(work: (sql: Sql) => Promise<T>) => withSession((session) => inTransaction(session, work)),
    end,
    options: { parsers: {}, serializers: {} }, // Drizzle writes here what openSession() has told the client already
  }) as unknown as Sql;
}

async function inTransaction<T>(session: Session, work: (sql: Sql) => Promise<T>): Promise<T> {
  const { sql } = session;
  let over = false;
  const open = (): Sql => {
    if (over) throw new Error("This transaction is over: a statement in it was not awaited.");
    return sql;
  };
  // Drizzle asks for unprepared statements, which cost a round trip each and forbid pipelining.
  const tx = Object.assign((strings: TemplateStringsArray, ...values: never[]) => open()(strings, ...values), {
    unsafe: (query: string, values?: never[], options?: object) =>
      open().unsafe(query, values, { ...options, prepare: true }),
    options: sql.options,
  }) as unknown as Sql;
  const begun = sql.unsafe(BEGIN).execute();
  begun.catch(() => {}); // awaited below
  try {
    const result = await work(tx);
    over = true;
    await begun;
    const { command } = await sql.unsafe("commit");
    if (command !== "COMMIT") throw new Error("A statement had failed before, so the transaction was undone.");
    return result;
  } catch (error) {
    over = true;
    // Not on a connection that is gone. What cannot be rolled back is not used again: its end does that.
    if (!session.lost) await sql.unsafe("rollback").catch(() => session.end(0));
    throw error;
  }
}
