import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Db, openDb } from "./db.ts";
import { type Cluster, startCluster } from "./testing/postgres.ts";
import { until } from "./testing/until.ts";

let cluster: Cluster;
let admin: postgres.Sql;
let db: Db;
let name: string;

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  cluster = await startCluster();
  admin = postgres(cluster.url, { max: 1, onnotice: () => {} });
  await admin`create table notes (id text primary key)`;
});
afterAll(async () => {
  await admin.end({ timeout: 2 });
  await cluster.stop();
});
beforeEach(() => {
  name = `test-${randomUUID()}`;
  db = openDb({ url: cluster.url, name, sessions: 3, onCommit: () => {} });
});
afterEach(() => db.close());

const sessions = async () => {
  const [row] = await admin`select count(*)::int as n from pg_stat_activity where application_name = ${name}`;
  return row?.["n"] as number;
};
const cutAll = () => admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`;

test("a transaction whose connection dies is done again, once in effect", async () => {
  let tries = 0;
  await db.transaction(async (sql) => {
    tries += 1;
    await sql`insert into notes values (${name})`;
    if (tries === 1) await cutAll();
    await sql`insert into notes values (${`${name}-2`})`;
  });
  expect(tries).toBe(2);
  expect(await admin`select id from notes where id like ${`${name}%`}`).toHaveLength(2);
});

test("a statement under way when its connection dies is done again", async () => {
  let tries = 0;
  const waiting = db.query((sql) => {
    tries += 1;
    return sql`select pg_sleep(${tries === 1 ? 30 : 0}), 7 as seven`;
  });
  await until("the statement to run", async () => {
    const rows = await admin`select from pg_stat_activity where application_name = ${name} and wait_event = 'PgSleep'`;
    return rows.length > 0;
  });
  await cutAll();
  expect(await waiting).toMatchObject([{ seven: 7 }]);
});

test("an error of the work itself rolls back and is not repeated", async () => {
  let tries = 0;
  const work = db.transaction(async (sql) => {
    tries += 1;
    await sql`insert into notes values (${name})`;
    throw new Error("no");
  });
  await expect(work).rejects.toThrow("no");
  expect(tries).toBe(1);
  expect(await admin`select from notes where id = ${name}`).toHaveLength(0);
});

test("cutting every connection again and again leaves one watcher and the pool, not more", async () => {
  let ready = 0;
  db.watch({ lock: { space: 4711, key: 1 }, channels: { some_channel: () => {} }, onReady: () => ready++ });
  for (let round = 1; round <= 5; round++) {
    await until("the watcher to be ready", () => ready >= round);
    await cutAll();
  }
  await until("the watcher to be ready again", () => ready >= 6);
  await Promise.all([1, 2, 3].map(() => db.query((sql) => sql`select pg_sleep(0.05)`)));
  // Three pooled sessions and the watcher's.
  await until("old sessions to be gone", async () => (await sessions()) <= 4);
  const locks = await admin`select from pg_locks where locktype = 'advisory' and classid = 4711 and granted`;
  expect(locks).toHaveLength(1);
});

test("notifications arrive, also after the connection was lost", async () => {
  const heard: string[] = [];
  let ready = 0;
  const channels = { test_channel: (payload: string) => heard.push(payload) };
  db.watch({ lock: { space: 4711, key: 2 }, channels, onReady: () => ready++ });
  await until("the watcher to be ready", () => ready === 1);
  await admin`select pg_notify('test_channel', 'one')`;
  await until("the first notification", () => heard.includes("one"));
  await cutAll();
  await until("the watcher to be ready again", () => ready >= 2);
  await admin`select pg_notify('test_channel', 'two')`;
  await until("the second notification", () => heard.includes("two"));
});

test("an outage is reported once, and its end once", async () => {
  const heard: boolean[] = [];
  const watched = openDb({
    url: cluster.url,
    name: `${name}-watched`,
    sessions: 2,
    onCommit: () => {},
    onTrouble: (error) => heard.push(error !== undefined),
  });
  await watched.query((sql) => sql`select 1`);
  await cluster.kill();
  const waiting = Promise.all([1, 2].map(() => watched.query((sql) => sql`select 1`)));
  await until("the outage to be reported", () => heard.length > 0);
  await cluster.restart();
  await waiting;
  expect(heard).toEqual([true, false]);
  await watched.close();
});

test("while Postgres is away work waits, as long as it has patience", async () => {
  await db.query((sql) => sql`select 1`);
  await cluster.kill();
  const patient = db.query((sql) => sql`select 2 as two`);
  await expect(db.query((sql) => sql`select 1`, { patienceMs: 0 })).rejects.toThrow();
  await cluster.restart();
  expect(await patient).toMatchObject([{ two: 2 }]);
});
