import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Inngest } from "inngest";
import { bearerOf } from "@/local/engine/signature.ts";
import { type Effect, type Effects, followEffects } from "./effects.ts";
import { freePort, startCluster } from "./postgres.ts";
import { startApp, startEngineProcess, testKeys } from "./processes.ts";
import { until } from "./until.ts";

/** What the behaviour suite runs against: the embedded engine, or with INNGEST_TEST_URL a real Inngest server. */
export type Target = {
  effects: Effects;
  /** Sends events and returns their ids. */
  send: (...events: Sent[]) => Promise<string[]>;
  /** Repeats events until they had the effect: whether a run waits for them already cannot be seen from outside. */
  sendUntil: (kind: string, where: Record<string, unknown>, ...events: Sent[]) => Promise<Effect[]>;
  sendSignal: (signal: string, data: unknown) => Promise<unknown>;
  runsOf: (eventId: string) => Promise<RunView[]>;
  /** Gives a real server the time it needs to act on what it acknowledged; the embedded engine needs none. */
  settle: () => Promise<void>;
  stop: () => Promise<void>;
};

type Sent = { name: string; data: Record<string, unknown>; id?: string; ts?: number };

/** A run as GET /v1/events/:id/runs shows it. */
type RunView = { run_id: string; function_id: string; status: string; output: unknown };

const realUrl = process.env["INNGEST_TEST_URL"];
const lagMs = realUrl ? Number(process.env["INNGEST_TEST_LAG_MS"] ?? 1500) : 0;
const { signingKey, eventKey } = realUrl
  ? { signingKey: process.env["INNGEST_SIGNING_KEY"] ?? "", eventKey: process.env["INNGEST_EVENT_KEY"] ?? "" }
  : testKeys;
const silent = { info() {}, warn() {}, error() {}, debug() {} };

/**
 * Recipe for a real server (`inngest dev --no-discovery --retry-interval 1`, or `inngest start` with both keys):
 * INNGEST_TEST_URL=http://127.0.0.1:8288 INNGEST_DEV=1 npx vitest run -c local/engine/vitest.config.ts behaviour
 * (for `start`, INNGEST_SIGNING_KEY and INNGEST_EVENT_KEY instead of INNGEST_DEV). INNGEST_TEST_LAG_MS, default 1500.
 * Starts the app, and unless a real server is given, Postgres and the engine.
 */
export async function startTarget(): Promise<Target> {
  const home = await mkdtemp(join(tmpdir(), "engine-test-"));
  const effectsFile = join(home, "effects.jsonl");
  const enginePort = await freePort();
  const baseUrl = realUrl ?? `http://127.0.0.1:${enginePort}`;
  const keys = { INNGEST_SIGNING_KEY: signingKey, INNGEST_EVENT_KEY: eventKey };
  const mode = realUrl ? {} : { INNGEST_DEV: "0" };
  const app = await startApp({ ...keys, ...mode, INNGEST_BASE_URL: baseUrl, EFFECTS_FILE: effectsFile });
  const appUrl = `http://127.0.0.1:${app.ready.port}/api/inngest`;
  const server = realUrl ? await registerWith(appUrl) : await startEmbedded(appUrl, enginePort, keys);

  const inngest = new Inngest({
    id: "engine-tests",
    baseUrl,
    eventKey,
    signingKey,
    logger: silent,
    isDev: realUrl !== undefined && process.env["INNGEST_DEV"] === "1",
  });
  const effects = followEffects(effectsFile);
  const send = async (...events: Sent[]) => (await inngest.send(events)).ids;
  return {
    effects,
    send,
    sendUntil: (kind, where, ...events) =>
      until(`effect ${kind}`, async () => {
        await send(...events);
        return effects.expect(kind, where, 1, 200 + lagMs).catch(() => null);
      }),
    sendSignal: (signal, data) => inngest.sendSignal({ signal, data }),
    async runsOf(eventId) {
      const response = await fetch(`${baseUrl}/v1/events/${eventId}/runs`, {
        headers: { authorization: bearerOf(signingKey) },
      });
      const { data } = (await response.json()) as { data: RunView[] | null };
      return data ?? [];
    },
    settle: () => (lagMs ? delay(lagMs) : Promise.resolve()),
    async stop() {
      await server.stop();
      await app.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Out-of-band registration: a bare PUT makes the SDK register itself with its server. */
async function registerWith(appUrl: string): Promise<{ stop: () => Promise<void> }> {
  const response = await fetch(appUrl, { method: "PUT" });
  if (!response.ok) throw new Error(`${realUrl} did not take the functions: ${await response.text()}`);
  await delay(lagMs);
  return { stop: async () => {} };
}

async function startEmbedded(appUrl: string, port: number, keys: Record<string, string>) {
  const cluster = await startCluster();
  const engine = await startEngineProcess({
    ...keys,
    ENGINE_DATABASE_URL: cluster.url,
    ENGINE_PORT: String(port),
    ENGINE_APP_URL: appUrl,
    ENGINE_RETRY_MS: "300",
    ENGINE_CHECKPOINTING: process.env["ENGINE_CHECKPOINTING"] ?? "1",
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "error",
  });
  await until("the app to be registered", async () => (await fetch(`${engine.ready.url}/health`)).ok);
  return {
    async stop() {
      await engine.stop();
      await cluster.stop();
    },
  };
}
