import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Inngest } from "inngest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Effects, followEffects } from "./testing/effects.ts";
import { type Cluster, freePort, startCluster } from "./testing/postgres.ts";
import { type Child, startApp, startEngineProcess, testKeys } from "./testing/processes.ts";
import { until } from "./testing/until.ts";

// Many runs in flight while a part of the system is killed with SIGKILL, several times. Every run must end with the
// right result and no step may be missing. Steps in flight may run twice: at least once is what the engine promises.

const runs = 30;
const steps = 15;
const stepMs = 40;
const kills = 4;
const recoveryDeadlineMs = 20_000; // functional only; the figure is printed

let home: string;
let cluster: Cluster;
let effects: Effects;
let engine: Child<{ url: string }>;
let app: Child<{ port: number }>;
let startAgain: { engine: () => Promise<void>; app: () => Promise<void> };
let inngest: Inngest;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "engine-crash-"));
  cluster = await startCluster();
  const effectsFile = join(home, "effects.jsonl");
  const [enginePort, appPort] = [await freePort(), await freePort()];
  const keys = { INNGEST_SIGNING_KEY: testKeys.signingKey, INNGEST_EVENT_KEY: testKeys.eventKey };
  const baseUrl = `http://127.0.0.1:${enginePort}`;
  startAgain = {
    async engine() {
      engine = await startEngineProcess({
        ...keys,
        ENGINE_DATABASE_URL: cluster.url,
        ENGINE_PORT: String(enginePort),
        ENGINE_APP_URL: `http://127.0.0.1:${appPort}/api/inngest`,
        ENGINE_RETRY_MS: "300",
        LOG_LEVEL: process.env["LOG_LEVEL"] ?? "fatal",
      });
    },
    async app() {
      app = await startApp({ ...keys, INNGEST_BASE_URL: baseUrl, PORT: String(appPort), EFFECTS_FILE: effectsFile });
    },
  };
  await Promise.all([startAgain.engine(), startAgain.app()]);
  await until("the app to be registered", async () => (await fetch(`${baseUrl}/health`)).ok);
  effects = followEffects(effectsFile);
  const logger = { info() {}, warn() {}, error() {}, debug() {} };
  inngest = new Inngest({
    id: "crash-tests",
    baseUrl,
    eventKey: testKeys.eventKey,
    signingKey: testKeys.signingKey,
    logger,
  });
});

afterEach(async () => {
  await engine.stop();
  await app.stop();
  await cluster.stop();
  await rm(home, { recursive: true, force: true });
});

test("every run ends right when the engine is killed again and again", { timeout: 120_000 }, async () => {
  await survive("engine", async () => {
    await engine.kill();
    await startAgain.engine();
  });
});

test("every run ends right when the app is killed again and again", { timeout: 120_000 }, async () => {
  await survive("app", async () => {
    await app.kill();
    await startAgain.app();
  });
});

test("every run ends right when engine and app are killed together", { timeout: 120_000 }, async () => {
  await survive("engine and app", async () => {
    await Promise.all([engine.kill(), app.kill()]);
    await Promise.all([startAgain.engine(), startAgain.app()]);
  });
});

test("every run ends right when Postgres is killed again and again, without a step repeated", {
  timeout: 120_000,
}, async () => {
  const repeated = await survive("postgres", async () => {
    await cluster.kill();
    await cluster.restart();
  });
  expect(repeated).toBe(0);
  expect(await engine.stop()).toBe(0); // it lived through all of it
});

/** Kills during the runs, checks what came of them and returns how many step executions were repetitions. */
async function survive(what: string, killAndRestart: () => Promise<void>): Promise<number> {
  const key = randomUUID();
  const stepsDone = () => effects.of("step", { key }).length;
  const finished = () => new Set(effects.of("steps.done", { key }).map((effect) => effect["runId"])).size;
  await inngest.send(
    Array.from({ length: runs }, () => ({ name: "t/steps", data: { key, count: steps, ms: stepMs } })),
  );

  const recoveries: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    const share = (runs * steps * kill) / (kills + 2);
    await until("more steps before the next kill", () => stepsDone() >= share || finished() === runs);
    if (finished() === runs) break;
    const killedAt = performance.timeOrigin + performance.now();
    await killAndRestart();
    const flowing = await until(
      "steps to flow again",
      () =>
        finished() === runs
          ? { at: killedAt }
          : effects.of("step", { key }).filter((step) => step.at > killedAt + 2 * stepMs)[2],
      recoveryDeadlineMs,
    );
    recoveries.push(Math.round(flowing.at - killedAt));
  }
  await until("all runs to finish", () => finished() === runs, 60_000);

  const executions = effects.of("step", { key });
  const distinct = new Set(executions.map((effect) => `${effect["runId"]}:${effect["index"]}`));
  const wrong = effects.of("steps.done", { key }).filter((effect) => effect["sum"] !== (steps * (steps - 1)) / 2);
  expect(wrong).toEqual([]);
  expect(distinct.size).toBe(runs * steps);
  const repeated = executions.length - distinct.size;
  console.info(
    `killed ${what}: steps flow again after ${recoveries.join(", ")} ms; ${repeated} of ${executions.length} repeated`,
  );
  return repeated;
}
