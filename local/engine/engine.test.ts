import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Inngest } from "inngest";
import pino from "pino";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Engine, type EngineOptions, startEngine } from "./engine.ts";
import { bearerOf } from "./signature.ts";
import { type Effects, followEffects } from "./testing/effects.ts";
import { type Cluster, freePort, startCluster } from "./testing/postgres.ts";
import { type Child, startApp, testKeys } from "./testing/processes.ts";
import { until } from "./testing/until.ts";

// What only the embedded engine promises; what every Inngest server does is in behaviour/.

const { signingKey, eventKey } = testKeys;
const log = pino({ level: process.env["LOG_LEVEL"] ?? "silent" });
const silent = { info() {}, warn() {}, error() {}, debug() {} };

let cluster: Cluster;
let home: string;
let app: Child<{ port: number }>;
let appUrl: string;
let effects: Effects;
let enginePort: number;
let databaseUrl: string;
let sql: postgres.Sql;
const engines: Engine[] = [];

beforeAll(async () => {
  cluster = await startCluster();
  home = await mkdtemp(join(tmpdir(), "engine-test-"));
  enginePort = await freePort();
  const effectsFile = join(home, "effects.jsonl");
  app = await startApp({
    INNGEST_SIGNING_KEY: signingKey,
    INNGEST_EVENT_KEY: eventKey,
    INNGEST_BASE_URL: `http://127.0.0.1:${enginePort}`,
    EFFECTS_FILE: effectsFile,
  });
  appUrl = `http://127.0.0.1:${app.ready.port}/api/inngest`;
  effects = followEffects(effectsFile);
});
afterAll(async () => {
  await app.stop();
  await cluster.stop();
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  databaseUrl = await cluster.createDatabase(`t${randomUUID().replaceAll("-", "")}`);
  sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await sql.end({ timeout: 2 });
});

async function start(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const defaults = {
    databaseUrl,
    port: enginePort,
    signingKey,
    eventKey,
    appUrls: [appUrl],
    log,
    retryMs: 100,
    graceMs: 100,
  };
  const engine = await startEngine({ ...defaults, ...options });
  engines.push(engine);
  return engine;
}

const clientOf = (engine: Engine) =>
  new Inngest({ id: "tests", baseUrl: engine.url, eventKey, signingKey, logger: silent });
const healthy = (engine: Engine) =>
  until("the engine to be healthy", async () => (await fetch(`${engine.url}/health`)).ok);
const call = (engine: Engine, path: string, init: { method?: string; body?: unknown; authorization?: string }) =>
  fetch(engine.url + path, {
    method: init.method ?? "POST",
    headers: { authorization: init.authorization ?? bearerOf(signingKey) },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
const functionAt = (url: string, more: Record<string, unknown> = {}) => ({
  id: "other-f",
  name: "f",
  triggers: [{ event: "t/other" }],
  steps: { step: { id: "step", name: "step", runtime: { type: "http", url }, retries: { attempts: 1 } } },
  ...more,
});

describe("access", { timeout: 60_000 }, () => {
  test.each([
    ["POST", "/fn/register"],
    ["POST", "/v1/checkpoint/run/async"],
    ["POST", "/v1/signals"],
    ["GET", "/v1/events/1/runs"],
    ["POST", "/v1/realtime/publish"],
  ])("%s %s needs the signing key", async (method, path) => {
    const engine = await start();
    const wrong = `${bearerOf(signingKey).slice(0, -1)}0`;
    for (const authorization of ["", wrong])
      expect((await call(engine, path, { method, authorization })).status).toBe(401);
  });

  test("an event needs the event key", async () => {
    const engine = await start();
    expect((await call(engine, "/e/wrong", { body: { name: "t/ping" }, authorization: "" })).status).toBe(401);
  });

  test("the app refuses a call that is not signed", async () => {
    const response = await fetch(`${appUrl}?fnId=engine-test-ping&stepId=step`, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  });

  test("an answer that is not signed by the SDK is no result", async () => {
    const impostor = http.createServer((_request, response) => {
      response.writeHead(200, { "x-inngest-sdk": "js:v4", "content-type": "application/json" }).end('"forged"');
    });
    await new Promise<void>((resolve) => impostor.listen(0, "127.0.0.1", resolve));
    const address = impostor.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/inngest`;
    const engine = await start({ appUrls: [] });
    await call(engine, "/fn/register", { body: { appName: "other", functions: [functionAt(url)] } });
    const { ids } = await clientOf(engine).send({ name: "t/other" });
    const run = await until("the run to end", async () => {
      const [row] =
        await sql`select status, error from engine.runs where event_id = ${ids[0] ?? ""} and ended_at is not null`;
      return row;
    });
    expect(run).toMatchObject({
      status: "failed",
      error: { message: "the app answered 200 without a valid SDK signature" },
    });
    impostor.close();
    impostor.closeAllConnections();
  });
});

describe("registration", { timeout: 60_000 }, () => {
  test("health is 503 until an app has registered, then 200 with details", async () => {
    const nobody = `http://127.0.0.1:${await freePort()}/api/inngest`;
    const engine = await start({ appUrls: [nobody] });
    const before = await fetch(`${engine.url}/health`);
    expect(before.status).toBe(503);
    expect(await before.json()).toMatchObject({
      database: "up",
      functions: 0,
      apps: [{ url: nobody, registeredAt: null }],
    });
    await call(engine, "/fn/register", { body: { appName: "other", functions: [functionAt(nobody)] } });
    expect((await fetch(`${engine.url}/health`)).status).toBe(200);
  });

  test("an unsupported option is refused by name, and what was registered stays", async () => {
    const engine = await start({ appUrls: [] });
    const register = (more: Record<string, unknown>) =>
      call(engine, "/fn/register", { body: { appName: "other", functions: [functionAt(appUrl, more)] } });
    expect((await register({})).status).toBe(200);
    const refused = await register({ teleport: true });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: 'function "other-f": option "teleport" is not supported by the embedded executor',
    });
    expect(await (await fetch(`${engine.url}/health`)).json()).toMatchObject({ functions: 1 });
  });

  test("the SDK can register itself out of band", async () => {
    const engine = await start({ appUrls: [] });
    expect((await fetch(appUrl, { method: "PUT" })).status).toBe(200);
    await healthy(engine);
  });
});

describe("events", { timeout: 60_000 }, () => {
  test("a send repeated with the same seed is one event", async () => {
    const engine = await start();
    await healthy(engine);
    const key = randomUUID();
    const seed = `${Date.now()},${Buffer.from(key.slice(0, 10)).toString("base64")}`;
    const send = async () => {
      const response = await fetch(`${engine.url}/e/${eventKey}`, {
        method: "POST",
        headers: { "x-inngest-event-id-seed": seed },
        body: JSON.stringify([{ name: "t/ping", data: { key } }]),
      });
      return (await response.json()) as { ids: string[] };
    };
    const [first, second] = [await send(), await send()];
    expect(second.ids).toEqual(first.ids);
    expect(await sql`select from engine.runs where event_id = ${first.ids[0] ?? ""}`).toHaveLength(1);
  });

  test("events sent before the app is known wait for it", async () => {
    const engine = await start({ appUrls: [] });
    const key = randomUUID();
    const sending = clientOf(engine).send({ name: "t/ping", data: { key } });
    await fetch(appUrl, { method: "PUT" });
    await sending;
    await effects.expect("ping", { key });
  });

  test("an event without a name is refused", async () => {
    const engine = await start();
    expect((await call(engine, `/e/${eventKey}`, { body: { data: {} } })).status).toBe(400);
  });
});

describe("jobs", { timeout: 60_000 }, () => {
  test("a cron starts its function at its time and plans the next", async () => {
    const engine = await start();
    await healthy(engine);
    const [planned] = await until(
      "the tick to be planned",
      () => sql`select key, run_at from engine.jobs where kind = 'cron'`,
    );
    expect(planned?.["run_at"].toISOString()).toMatch(/-01-01T03:00:00.000Z$/); // 04:00 in Berlin
    await sql`update engine.jobs set run_at = now() where kind = 'cron'`;
    const [tick] = await effects.expect("tick", {});
    expect(tick).toMatchObject({ name: "inngest/scheduled.timer" });
    const next = await sql`select run_at from engine.jobs where kind = 'cron'`;
    expect(next).toEqual([{ run_at: planned?.["run_at"] }]);
  });

  test("an engine that starts before its app claims nothing until the app answers", async () => {
    const first = await start();
    await healthy(first);
    const key = randomUUID();
    const ts = Date.now() + 300;
    await clientOf(first).send({ name: "t/ping", data: { key }, ts });
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    const second = await start({ appUrls: [`http://127.0.0.1:${await freePort()}/api/inngest`] });
    await until("the job to be due", () =>
      sql`select from engine.jobs where kind = 'execute' and run_at < now()`.then((due) => due.length > 0),
    );
    await clientOf(second).send({ name: "t/ping", data: { key: "later" } }); // its commit makes the engine look for jobs
    expect(await sql`select distinct generation from engine.jobs where kind = 'execute'`).toEqual([{ generation: 0 }]);
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    await start();
    await effects.expect("ping", { key });
  });

  test("a step in hand at shutdown is given back, costs no attempt, and runs again", async () => {
    const first = await start();
    await healthy(first);
    const key = randomUUID();
    await clientOf(first).send({ name: "t/steps", data: { key, count: 1, ms: 1500 } });
    await until("the step to be in hand", () =>
      sql`select from engine.jobs where owner is not null`.then((held) => held.length > 0),
    );
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    expect(await sql`select kind, attempt, owner from engine.jobs where kind = 'execute'`).toEqual([
      { kind: "execute", attempt: 0, owner: null },
    ]);
    await start();
    expect(await effects.expect("steps.done", { key })).toMatchObject([{ sum: 0 }]);
  });

  test("two engines share the work and repeat nothing", async () => {
    const first = await start({ checkpointing: false });
    await healthy(first);
    await start({ checkpointing: false, port: 0 });
    const key = randomUUID();
    await clientOf(first).send(Array.from({ length: 20 }, () => ({ name: "t/steps", data: { key, count: 5 } })));
    await effects.expect("steps.done", { key }, 20);
    expect(effects.of("step", { key })).toHaveLength(100);
  });

  test("a step type the engine does not have fails its run and says so", async () => {
    const engine = await start();
    await healthy(engine);
    const { ids } = await clientOf(engine).send({ name: "t/fetch", data: { key: randomUUID() } });
    const run = await until("the run to fail", async () => {
      const [row] = await sql`select error from engine.runs where event_id = ${ids[0] ?? ""} and status = 'failed'`;
      return row;
    });
    expect(run["error"].message).toBe(
      'function "engine-test-fetching" used step type "Gateway", which the embedded executor does not support',
    );
  });

  test("runs of a function that is no longer registered fail and say so", async () => {
    const engine = await start({ appUrls: [] });
    const register = (functions: unknown[]) => call(engine, "/fn/register", { body: { appName: "other", functions } });
    await register([functionAt(appUrl)]);
    const { ids } = await clientOf(engine).send({ name: "t/other", ts: Date.now() + 600_000 });
    await register([functionAt(appUrl, { id: "other-g" })]);
    await sql`update engine.jobs set run_at = now() where kind = 'execute'`;
    const run = await until("the run to fail", async () => {
      const [row] = await sql`select error from engine.runs where event_id = ${ids[0] ?? ""} and status = 'failed'`;
      return row;
    });
    expect(run["error"].message).toBe('function "other-f" is no longer registered');
  });

  test("what ended long ago is deleted at start, the rest stays", async () => {
    const first = await start();
    await healthy(first);
    const keys = [randomUUID(), randomUUID()];
    await clientOf(first).send(keys.map((key) => ({ name: "t/steps", data: { key, count: 1 } })));
    for (const key of keys) await effects.expect("steps.done", { key });
    await until(
      "both runs to be over",
      async () => (await sql`select from engine.runs where ended_at is not null`).length === 2,
    );
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    await sql`update engine.runs set ended_at = now() - interval '8 days' where events -> 0 -> 'data' ->> 'key' = ${keys[0] ?? ""}`;
    await sql`update engine.events set received_at = now() - interval '8 days' where payload -> 'data' ->> 'key' = ${keys[0] ?? ""}`;
    await start();
    await until("the old run to be deleted", async () => (await sql`select from engine.runs`).length === 1);
    await until("the old event to be deleted", async () => (await sql`select from engine.events`).length === 1);
    expect(await sql`select distinct run_id from engine.steps`).toHaveLength(1);
  });
});
