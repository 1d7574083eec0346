import { createHash, randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { openAppClient } from "./call-app.ts";
import { type Db, openDb, type Watch } from "./db.ts";
import { startLoop } from "./loop.ts";
import { prune } from "./prune.ts";
import { ownerLocks, takeOver } from "./queue.ts";
import { functionsChannel, openRegistry } from "./registry.ts";
import type { Scope } from "./scope.ts";
import { listen } from "./server.ts";
import { startSync } from "./sync.ts";

/** Settings of the embedded executor. */
export type EngineOptions = {
  /** Direct (unpooled) URL of a role that owns the schema `engine`, or may create it. */
  databaseUrl: string;
  /** Loopback address to listen on; default 127.0.0.1. */
  host?: string;
  /** 0 takes a free port. */
  port: number;
  signingKey: string;
  eventKey: string;
  /** Where the apps serve their functions, e.g. http://127.0.0.1:3000/api/inngest. */
  appUrls: readonly string[];
  log: Logger;
  /** Finished runs and old events are deleted after this many days; default 7. */
  keepDays?: number;
  /** Let the SDK send finished steps ahead, as Inngest Cloud does; default true. */
  checkpointing?: boolean;
  /** ms between attempts, instead of Inngest's 15 s to 2 h; for tests. */
  retryMs?: number | undefined;
  /** ms the requests in hand get to finish at close; default 5000. */
  graceMs?: number;
};

/** A running executor. */
export type Engine = { port: number; url: string; close: () => Promise<void> };

const schemaLock = 77310000;
const jobsChannel = "engine_jobs";
const sessions = 8;
const pruneEveryMs = 600_000;

/** Starts the executor: schema, functions known from before, jobs left behind, registration, HTTP. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { signingKey, eventKey, log, host = "127.0.0.1" } = options;
  const name = `engine-${randomInt(2 ** 31)}`;
  let poke = () => {};
  const db = openDb({
    url: options.databaseUrl,
    name,
    sessions,
    onCommit: () => poke(),
    onTrouble: (error) => (error ? log.warn({ err: error }, "Postgres is away") : log.info("Postgres is back")),
  });
  try {
    await applySchema(db);
    const owner = await nextOwner(db);
    const registry = openRegistry(db);
    const aborting = new AbortController();
    const callApp = openAppClient(signingKey, aborting.signal);
    const scope = (sql: Scope["sql"]): Scope => ({ sql, functions: registry.current(), log });

    // Alive for the others before the first claim, and functions before jobs.
    await watch(db, owner, {
      [jobsChannel]: (sender) => sender !== name && poke(),
      [functionsChannel]: () => registry.reload().catch((error) => log.warn({ err: error }, "functions not reloaded")),
    });
    await registry.reload();
    await db.query((sql) => takeOver(sql, owner));

    const sync = startSync({ urls: options.appUrls, callApp, registry, log });
    const loop = startLoop({
      executor: {
        db,
        callApp,
        scope,
        onAppDown: () => void sync.now(),
        checkpointing: options.checkpointing ?? true,
        retryDelay: (attempt) => options.retryMs ?? serverBackoff(attempt),
      },
      owner,
      log,
      ready: sync.contact,
    });
    poke = loop.poke;
    const cleaning = setInterval(() => clean(db, options), pruneEveryMs);
    clean(db, options);

    const status = () => ({ owner, inHand: loop.inHand(), apps: sync.state() });
    const server = await listen(
      { db, scope, registry, signingKey, eventKey, status },
      { host, port: options.port },
      log,
    );
    return {
      port: server.port,
      url: `http://${host}:${server.port}`,
      async close() {
        clearInterval(cleaning);
        sync.stop();
        // The server stays up for the checkpoints of requests that are still running.
        await loop.stop(options.graceMs ?? 5000, () => aborting.abort());
        await server.close();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Creates or completes the schema `engine`. */
export async function applySchema(db: Db): Promise<void> {
  const script = await readFile(new URL("./schema.sql", import.meta.url), "utf8");
  const version = createHash("sha256").update(script).digest("hex");
  await db.transaction(async (sql) => {
    await sql`select pg_advisory_xact_lock(${schemaLock})`;
    const [current] = await sql<{ version: string | null }>`
      select obj_description(to_regnamespace('engine'), 'pg_namespace') as version`;
    if (current?.version === version) return; // its statements would wait for, and hold up, engines at work
    await sql.script(`${script}; comment on schema engine is '${version}'`);
  });
}

async function nextOwner(db: Db): Promise<number> {
  const [row] = await db.query((sql) => sql<{ owner: number }>`select nextval('engine.owner_seq')::int as owner`);
  if (!row) throw new Error("engine.owner_seq gave no number");
  return row.owner;
}

function watch(db: Db, owner: number, channels: Watch["channels"]): Promise<void> {
  return new Promise((resolve) => {
    db.watch({
      lock: { space: ownerLocks, key: owner },
      channels,
      onReady() {
        resolve();
        // What was announced while the connection was away is unknown.
        for (const receive of Object.values(channels)) receive("");
      },
    });
  });
}

function clean(db: Db, { keepDays = 7, log }: EngineOptions): void {
  prune(db, keepDays).catch((error) => log.warn({ err: error }, "old runs not deleted"));
}

/** ms before the next attempt, as Inngest's server waits: 15 s, 30 s, 1, 2, 5, 10, 20, 40 min, 1 h, 2 h, plus up to 30 s. */
function serverBackoff(attempt: number): number {
  const seconds = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200];
  return ((seconds[Math.min(attempt, seconds.length - 1)] ?? 7200) + Math.random() * 30) * 1000;
}
