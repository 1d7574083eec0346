import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Db, openDb } from "./db.ts";
import { applySchema } from "./engine.ts";
import { addJob, claimJobs, fence, giveBack, keepLeases, nextDueIn, ownerLocks, takeOver } from "./queue.ts";
import { type Cluster, startCluster } from "./testing/postgres.ts";
import { until } from "./testing/until.ts";

let cluster: Cluster;
let db: Db;
const [me, peer] = [1, 2];

vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  cluster = await startCluster();
  db = openDb({ url: cluster.url, name: "queue-tests", sessions: 2, onCommit: () => {} });
  await applySchema(db);
});
afterAll(async () => {
  await db.close();
  await cluster.stop();
});
beforeEach(() => db.query((sql) => sql`delete from engine.jobs`));

const add = (...keys: string[]) =>
  db.transaction(async (sql) => {
    for (const key of keys) await addJob(sql, { kind: "batch", key });
  });
const claim = (owner: number, wanted = 10) => db.query((sql) => claimJobs(sql, owner, wanted));

test("the schema can be applied again", async () => {
  await add("kept");
  await db.query((sql) => sql`comment on schema engine is 'an older version'`);
  await applySchema(db);
  expect(await claim(me)).toHaveLength(1);
});

test("a job goes to one engine", async () => {
  await add("a", "b", "c");
  const [mine, theirs] = await Promise.all([claim(me, 2), claim(peer, 2)]);
  expect(new Set([...mine, ...theirs].map((job) => job.id)).size).toBe(3);
});

test("a key exists once", async () => {
  await add("same", "same");
  expect(await claim(me)).toHaveLength(1);
});

test("a job planned for later is not claimed, and says when it is due", async () => {
  await db.transaction((sql) => addJob(sql, { kind: "batch", at: Date.now() + 60_000 }));
  expect(await claim(me)).toHaveLength(0);
  expect(await db.query(nextDueIn)).toBeGreaterThan(50_000);
});

test("an outdated claim can neither finish the job nor give it back", async () => {
  await add("a");
  const [old] = await claim(me);
  if (!old) throw new Error("nothing claimed");
  await db.query((sql) => giveBack(sql, old, { delayMs: 0, counted: true }));
  const [current] = await claim(peer);
  expect(current).toMatchObject({ id: old.id, attempt: 1, generation: old.generation + 1 });
  expect(await db.query((sql) => fence(sql, old))).toBe(false);
  await db.query((sql) => giveBack(sql, old, { delayMs: 0, counted: true }));
  expect(await claim(me)).toHaveLength(0);
  expect(await db.query((sql) => fence(sql, current ?? old))).toBe(true);
});

test("concurrency keys hold across engines", async () => {
  const run = { priority: 0, limitKeys: ["account:1"], limits: [2] };
  await db.transaction(async (sql) => {
    for (let n = 0; n < 5; n++) await addJob(sql, { kind: "execute", run });
  });
  const claimed = [...(await claim(me, 1)), ...(await claim(peer, 10))];
  expect(claimed).toHaveLength(2);
  expect(await claim(me)).toHaveLength(0);
});

test("only jobs really in hand keep their lease; a claim whose answer got lost is freed", async () => {
  await add("in hand", "lost");
  const jobs = await claim(me);
  const inHand = jobs.slice(0, 1).map((job) => job.id);
  await db.query((sql) => sql`update engine.jobs set leased_until = now() + interval '1 second'`);
  await db.query((sql) => keepLeases(sql, me, () => inHand));
  const again = await claim(me);
  expect(again.map((job) => job.id)).toEqual(jobs.slice(1).map((job) => job.id));
});

test("jobs of an engine that is gone are taken over at once, those of a living one are not", async () => {
  const other = openDb({ url: cluster.url, name: "living-peer", sessions: 1, onCommit: () => {} });
  const alive = Promise.withResolvers<void>();
  other.watch({ lock: { space: ownerLocks, key: peer }, channels: {}, onReady: () => alive.resolve() });
  await alive.promise;
  await add("a");
  await claim(peer);
  expect(await db.query((sql) => takeOver(sql, me))).toBe(0);
  await other.close();
  await until("the job to be taken over", async () => (await db.query((sql) => takeOver(sql, me))) === 1);
  expect(await claim(me)).toHaveLength(1);
});

test("a mute engine's lease runs out although it still holds its lock", async () => {
  const other = openDb({ url: cluster.url, name: "mute-peer", sessions: 1, onCommit: () => {} });
  const alive = Promise.withResolvers<void>();
  other.watch({ lock: { space: ownerLocks, key: peer }, channels: {}, onReady: () => alive.resolve() });
  await alive.promise;
  await add("a");
  await claim(peer);
  await db.query((sql) => sql`update engine.jobs set leased_until = now() - interval '1 second'`);
  expect(await db.query((sql) => takeOver(sql, me))).toBe(1);
  await other.close();
});
