import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Inngest } from "inngest";
import { type Effects, followEffects } from "@/local/engine/testing/effects.ts";
import { freePort, startCluster } from "@/local/engine/testing/postgres.ts";
import { startApp, startEngineProcess, testKeys } from "@/local/engine/testing/processes.ts";
import { until } from "@/local/engine/testing/until.ts";

// How long the embedded executor takes from event to function start, and how many steps it does, next to a bare POST
// between two processes of the same machine in the same run. Run: node --import tsx bench/executor.ts

type Quantiles = { p50: number; p95: number };

const clock = () => performance.timeOrigin + performance.now();
const round = (value: number) => Math.round(value * 100) / 100;

if (process.argv[2] === "bare") serveBare();
else await bench();

function serveBare(): void {
  const server = http.createServer((request, response) => {
    request.resume().once("end", () => response.end("{}"));
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
  });
  process.on("disconnect", () => process.exit(0));
}

async function bench(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "bench-executor-"));
  const cluster = await startCluster();
  const bare = fork(fileURLToPath(import.meta.url), ["bare"]);
  const enginePort = await freePort();
  const baseUrl = `http://127.0.0.1:${enginePort}`;
  const keys = { INNGEST_SIGNING_KEY: testKeys.signingKey, INNGEST_EVENT_KEY: testKeys.eventKey };
  const effectsFile = join(home, "effects.jsonl");
  const app = await startApp({ ...keys, INNGEST_BASE_URL: baseUrl, EFFECTS_FILE: effectsFile });
  const engine = await startEngineProcess({
    ...keys,
    ENGINE_DATABASE_URL: cluster.url,
    ENGINE_PORT: String(enginePort),
    ENGINE_APP_URL: `http://127.0.0.1:${app.ready.port}/api/inngest`,
    LOG_LEVEL: "error",
  });
  try {
    await until("the app to be registered", async () => (await fetch(`${baseUrl}/health`)).ok);
    const logger = { info() {}, warn() {}, error() {}, debug() {} };
    const inngest = new Inngest({
      id: "bench",
      baseUrl,
      eventKey: testKeys.eventKey,
      signingKey: testKeys.signingKey,
      logger,
    });
    report(await measure(inngest, followEffects(effectsFile), await portOf(bare)));
  } finally {
    await engine.stop();
    await app.stop();
    bare.disconnect();
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  const [message] = (await once(child, "message")) as [{ port: number }];
  return message.port;
}

type Figures = {
  barePostMs: Quantiles;
  idleStartMs: Quantiles;
  loadedStartMs: Quantiles;
  sendAckMs: Quantiles;
  stepsPerSecond: { oneRun: number; hundredRuns: number };
};

async function measure(inngest: Inngest, effects: Effects, barePort: number): Promise<Figures> {
  await starts(inngest, effects, { name: "warm", count: 50, everyMs: 5, waitForAck: true });
  const idle = await starts(inngest, effects, { name: "idle", count: 200, everyMs: 15, waitForAck: true });
  const bare = await barePosts(barePort, 300);
  const loaded = await starts(inngest, effects, { name: "loaded", count: 500, everyMs: 10, waitForAck: false });
  return {
    barePostMs: quantiles(bare),
    idleStartMs: quantiles(idle.latencies),
    loadedStartMs: quantiles(loaded.latencies),
    sendAckMs: quantiles(idle.acks),
    stepsPerSecond: {
      oneRun: await steps(inngest, effects, 1, 100),
      hundredRuns: await steps(inngest, effects, 100, 20),
    },
  };
}

type Pace = { name: string; count: number; everyMs: number; waitForAck: boolean };

/** Sends events at a pace and gives ms from send to function start for each, and ms to the acknowledgement. */
async function starts(inngest: Inngest, effects: Effects, { name, count, everyMs, waitForAck }: Pace) {
  const sentAt = new Map<unknown, number>();
  const acks: number[] = [];
  const sends: Promise<unknown>[] = [];
  const begun = clock();
  for (let n = 0; n < count; n++) {
    const at = clock();
    sentAt.set(n, at);
    const send = inngest.send({ name: "t/ping", data: { key: name, n } }).then(() => acks.push(clock() - at));
    sends.push(send);
    if (waitForAck) await send;
    await delay(waitForAck ? everyMs : Math.max(0, begun + (n + 1) * everyMs - clock()));
  }
  await Promise.all(sends);
  const effectsSeen = await effects.expect("ping", { key: name }, count, 60_000);
  return { acks, latencies: effectsSeen.map((effect) => effect.at - (sentAt.get(effect["n"]) ?? 0)) };
}

async function barePosts(port: number, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const at = clock();
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: '{"name":"t/ping","data":{}}' });
    await response.text();
    times.push(clock() - at);
  }
  return times;
}

async function steps(inngest: Inngest, effects: Effects, runs: number, count: number): Promise<number> {
  const key = `steps-${runs}`;
  const at = clock();
  await inngest.send(Array.from({ length: runs }, () => ({ name: "t/steps", data: { key, count, quiet: true } })));
  const done = await effects.expect("steps.done", { key }, runs, 120_000);
  return Math.round((runs * count * 1000) / (Math.max(...done.map((effect) => effect.at)) - at));
}

function quantiles(values: number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}

function report(figures: Figures): void {
  const { barePostMs, stepsPerSecond } = figures;
  const line = (what: string, { p50, p95 }: Quantiles) =>
    console.log(
      `${what.padEnd(42)} p50 ${p50} ms (×${round(p50 / barePostMs.p50)})  p95 ${p95} ms (×${round(p95 / barePostMs.p95)})`,
    );
  line("bare POST between two processes", barePostMs);
  line("send() acknowledged", figures.sendAckMs);
  line("event → function start, idle", figures.idleStartMs);
  line("event → function start, 100 events/s", figures.loadedStartMs);
  const barePerSecond = 1000 / barePostMs.p50;
  for (const [what, perSecond] of Object.entries({
    "1 run × 100 steps": stepsPerSecond.oneRun,
    "100 runs × 20 steps": stepsPerSecond.hundredRuns,
  }))
    console.log(
      `${what.padEnd(42)} ${perSecond} steps/s (×${round(perSecond / barePerSecond)} of bare POSTs one by one)`,
    );
  console.log(JSON.stringify(figures));
}
