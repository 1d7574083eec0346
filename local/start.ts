import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import { assertSafeRole } from "@/db/assert-safe-role";
import { runMigrations } from "@/db/migrate";
import { buildWhenStale } from "@/local/build";
import { claimDirectory } from "@/local/claim-directory";
import { keepDatabase, type LocalDatabase } from "@/local/database";
import { freePort } from "@/local/postgres";
import { localSecrets } from "@/local/secrets";
import { seedDemo } from "@/local/seed-demo";
import { Supervisor } from "@/local/supervisor";
import { readEnv } from "@/server/env";

// `npm start`: everything Reprise needs on one machine, as children of this process. See README, "One machine".

const LEFTOVERS_END_MS = 10_000;
const READY_MS = 60_000;
/** npm passes a terminal's Ctrl-C on, which then comes twice. */
const SECOND_SIGNAL_MS = 1_000;

const startedAt = performance.now();
const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
const say = (line: string) => console.log(`  ${line}`);
const dev = process.argv.includes("--dev");

if (existsSync(".env")) process.loadEnvFile(".env");
/** A variable; an empty one counts as unset. */
const given = (name: string): string | undefined => process.env[name] || undefined;

const supervisor = new Supervisor();
let database: LocalDatabase | undefined;
let release = () => {};
let stoppedAt: number | null = null;

async function main(): Promise<void> {
  const dataDirectory = resolve(given("DATA_DIR") ?? ".data");
  const secrets = localSecrets(dataDirectory);
  const external = given("DATABASE_URL");
  const ownInngest = given("INNGEST_EVENT_KEY") ?? given("INNGEST_DEV");
  const settings: Record<string, string | undefined> = {
    ...process.env,
    NODE_ENV: dev ? "development" : "production",
    NODE_COMPILE_CACHE: join(dataDirectory, "compile-cache"),
    NEXT_TELEMETRY_DISABLED: "1",
    DATA_DIR: dataDirectory,
    AUTH_SECRET: given("AUTH_SECRET") ?? secrets.authSecret,
    ENCRYPTION_KEYS: given("ENCRYPTION_KEYS") ?? secrets.encryptionKeys,
    DEMO: given("DEMO") ?? (external ? "0" : "1"),
  };
  // Every variable is checked before anything is started with it.
  const {
    PORT: port,
    HOST: host,
    DEMO: demo,
    appUrl,
  } = readEnv({ ...settings, DATABASE_URL: external ?? "postgres://later" });
  let engineUrl = given("ENGINE_DATABASE_URL") ?? given("DATABASE_OWNER_URL");
  if (external && !ownInngest && !engineUrl)
    throw new Error(
      "These settings need attention (see .env.example):\n  DATABASE_OWNER_URL or ENGINE_DATABASE_URL is needed for the executor's queue; or set INNGEST_EVENT_KEY to use Inngest",
    );
  const claim = claimDirectory(dataDirectory);
  release = claim.release;
  await untilFree({ port, host, patienceMs: claim.leftBehind ? LEFTOVERS_END_MS : 0 });
  console.log("\nReprise is starting.");

  // One fixed port for the executor would stop two instances from running side by side.
  const enginePort = await freePort();
  Object.assign(settings, { PORT: String(port), HOST: host, NEXTAUTH_URL: appUrl });
  settings["NEXTAUTH_SECRET"] = settings["AUTH_SECRET"];
  if (!ownInngest)
    Object.assign(settings, {
      INNGEST_SIGNING_KEY: secrets.inngestSigningKey,
      INNGEST_EVENT_KEY: secrets.inngestEventKey,
      INNGEST_BASE_URL: `http://127.0.0.1:${enginePort}`,
    });

  const build = dev ? Promise.resolve() : buildWhenStale(say, supervisor);
  build.catch(fail); // at once, whatever else is under way
  if (!external) {
    database = keepDatabase(join(dataDirectory, "postgres"), secrets.postgresPassword);
    const url = await database.ready;
    settings["DATABASE_URL"] = url("app");
    settings["DATABASE_OWNER_URL"] = url("owner");
    engineUrl = url("engine");
    say(`Postgres 18 is ready (${seconds()})`);
  }
  await prepareDatabase(settings);
  say(`The database is up to date (${seconds()})`);
  await build;
  if (stoppedAt !== null) return;

  const next = ["node_modules/next/dist/bin/next", dev ? "dev" : "start", "-p", String(port), "-H", host];
  supervisor.keep({
    name: "The web server",
    args: ["--max-old-space-size=512", "--max-semi-space-size=16", ...next],
    env: { ...settings, NEXT_MANUAL_SIG_HANDLE: "true" },
  });
  // The executor asks the app what it can do: before the app listens that would only fill the log.
  await ready(`http://localhost:${port}/api/health/live`);
  if (!ownInngest)
    supervisor.keep({
      name: "The executor",
      args: ["--max-old-space-size=128", "--max-semi-space-size=4", "local/engine/main.ts"],
      env: {
        PATH: process.env["PATH"],
        NODE_COMPILE_CACHE: settings["NODE_COMPILE_CACHE"],
        LOG_LEVEL: given("LOG_LEVEL") ?? "warn",
        ENGINE_DATABASE_URL: engineUrl,
        ENGINE_PORT: String(enginePort),
        ENGINE_APP_URL: `http://localhost:${port}/api/inngest`,
        INNGEST_SIGNING_KEY: settings["INNGEST_SIGNING_KEY"],
        INNGEST_EVENT_KEY: settings["INNGEST_EVENT_KEY"],
      },
    });
  await ready(`http://localhost:${port}/api/health/ready`);
  if (demo && !external) await seedDemo({ supervisor, env: settings, dataDirectory });
  if (stoppedAt !== null) return;
  console.log(`\n  Reprise is ready in ${seconds()}:  ${appUrl}`);
  if (demo) console.log("  Demo workspace:  owner@demo.example  /  reprise-demo");
  console.log(`  Your data is in ${dataDirectory}. Ctrl-C stops everything.\n`);
}

/** Migrates, when there is an owner to do it as, and refuses an app role that could read every workspace. */
async function prepareDatabase(settings: Record<string, string | undefined>): Promise<void> {
  const { DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: appUrl = "" } = settings;
  if (ownerUrl) await runMigrations(ownerUrl).catch((cause) => rethrow("DATABASE_OWNER_URL", cause));
  const sql = postgres(appUrl, { max: 1, connect_timeout: 5, onnotice: () => {} });
  const role = await sql`select 1`.then(() => assertSafeRole(sql)).catch((cause) => rethrow("DATABASE_URL", cause));
  await sql.end({ timeout: 5 });
  return role;
}

function rethrow(variable: string, cause: unknown): never {
  let innermost = cause; // Drizzle's own message is the statement
  while (innermost instanceof Error && innermost.cause) innermost = innermost.cause;
  const message = innermost instanceof Error ? innermost.message : String(innermost);
  throw new Error(message.startsWith(variable) ? message : `${variable} does not work: ${message}`, { cause });
}

/** Waits for a port that a killed start's children still hold. Throws an Error when it stays taken. */
async function untilFree({ port, host, patienceMs }: { port: number; host: string; patienceMs: number }) {
  const deadline = performance.now() + patienceMs;
  while (await answers(port, host)) {
    if (performance.now() > deadline)
      throw new Error(
        `Port ${port} is taken. Choose another: PORT=${port + 1} npm start (and DATA_DIR=… for a second instance).`,
      );
    await wait(100);
  }
}

/** Is something listening there already? */
function answers(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: host === "0.0.0.0" ? "127.0.0.1" : host });
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}

async function ready(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (stoppedAt === null) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    const said = await answer?.text().catch(() => "");
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`The app does not get ready: ${said ?? "no answer"}`);
    await wait(100);
  }
}

async function stop(code: number): Promise<void> {
  stoppedAt = performance.now();
  await supervisor.stop();
  await database?.stop();
  release();
  process.exit(code);
}

function fail(error: unknown): void {
  if (stoppedAt !== null) return;
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  void stop(1);
}

/** Asked once, everything stops in order; asked again, at once. */
function onSignal(): void {
  if (stoppedAt === null) return void stop(0);
  if (performance.now() - stoppedAt < SECOND_SIGNAL_MS) return;
  supervisor.kill();
  void Promise.race([database?.kill(), wait(SECOND_SIGNAL_MS)]).finally(() => process.exit(1));
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
main().catch(fail);
