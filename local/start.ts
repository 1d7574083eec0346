import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import postgres from "postgres";
import { runMigrations } from "@/db/migrate";
import { createRoles } from "@/db/roles";
import { buildWhenStale } from "@/local/build";
import { freePort, type LocalPostgres, startPostgres } from "@/local/postgres";
import { localSecrets } from "@/local/secrets";
import { seedDemo } from "@/local/seed-once";
import { Supervisor } from "@/local/supervisor";
import { readEnv } from "@/server/env";

// `npm start`: everything Reprise needs on one machine, as children of this process. See README, "One machine".

const startedAt = performance.now();
const dev = process.argv.includes("--dev");
const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
const say = (line: string) => console.log(`  ${line}`);

if (existsSync(".env")) process.loadEnvFile(".env");

const supervisor = new Supervisor();
let database: (LocalPostgres & { ownerUrl: string }) | undefined;
let stopping = false;

async function main(): Promise<void> {
  const port = Number(process.env["PORT"] || 3000);
  const host = process.env["HOST"] || "127.0.0.1";
  const dataDirectory = resolve(process.env["DATA_DIR"] || ".data");
  if (await answers(port, host))
    throw new Error(
      `Port ${port} is taken. Choose another: PORT=3001 npm start (and DATA_DIR=… for a second instance).`,
    );
  console.log("\nReprise is starting.");
  const secrets = localSecrets(dataDirectory);
  // One fixed port for the executor would stop two instances from running side by side.
  const enginePort = await freePort();
  const external = Boolean(process.env["DATABASE_URL"]);
  const ownInngest = Boolean(process.env["INNGEST_EVENT_KEY"] || process.env["INNGEST_DEV"]);
  const passwords = {
    owner: secrets.postgresPassword,
    app: secrets.postgresPassword,
    engine: secrets.postgresPassword,
  };

  const settings: Record<string, string | undefined> = {
    ...process.env,
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(port),
    HOST: host,
    DATA_DIR: dataDirectory,
    AUTH_SECRET: process.env["AUTH_SECRET"] || secrets.authSecret,
    ENCRYPTION_KEYS: process.env["ENCRYPTION_KEYS"] || secrets.encryptionKeys,
    DEMO: process.env["DEMO"] || (external ? "0" : "1"),
  };
  if (!ownInngest)
    Object.assign(settings, {
      INNGEST_SIGNING_KEY: secrets.inngestSigningKey,
      INNGEST_EVENT_KEY: secrets.inngestEventKey,
      INNGEST_BASE_URL: `http://127.0.0.1:${enginePort}`,
    });

  const build = dev ? Promise.resolve() : buildWhenStale(say);
  // Awaited below; a failed build must not become an unhandled rejection meanwhile.
  build.catch(() => {});

  let engineUrl = process.env["ENGINE_DATABASE_URL"] ?? process.env["DATABASE_OWNER_URL"];
  if (!external) {
    database = await ownDatabase(join(dataDirectory, "postgres"), passwords);
    const url = (role: string) =>
      `postgres://reprise_${role}:${secrets.postgresPassword}@127.0.0.1:${database?.port}/reprise`;
    settings["DATABASE_URL"] = url("app");
    settings["DATABASE_OWNER_URL"] = url("owner");
    engineUrl = url("engine");
    say(`Postgres 18 is ready (${seconds()})`);
  }
  // Every variable is checked before anything is started with it.
  const checked = readEnv(settings);
  settings["NEXTAUTH_URL"] = checked.appUrl;
  settings["NEXTAUTH_SECRET"] = settings["AUTH_SECRET"];
  if (settings["DATABASE_OWNER_URL"]) {
    await runMigrations(settings["DATABASE_OWNER_URL"]);
    say(`The database is up to date (${seconds()})`);
  }
  await build;
  if (stopping) return;

  if (!ownInngest)
    supervisor.keep({
      name: "The executor",
      args: ["--max-old-space-size=128", "--max-semi-space-size=4", "local/engine/main.ts"],
      env: {
        PATH: process.env["PATH"],
        // From the second start on it boots in half the time and a third less memory.
        NODE_COMPILE_CACHE: join(dataDirectory, "compile-cache"),
        LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn",
        ENGINE_DATABASE_URL: engineUrl,
        ENGINE_PORT: String(enginePort),
        ENGINE_APP_URL: `http://localhost:${port}/api/inngest`,
        INNGEST_SIGNING_KEY: settings["INNGEST_SIGNING_KEY"],
        INNGEST_EVENT_KEY: settings["INNGEST_EVENT_KEY"],
      },
    });
  const command = dev ? ["dev"] : ["start"];
  supervisor.keep({
    name: "The web server",
    args: [
      "--max-old-space-size=512",
      "--max-semi-space-size=16",
      "node_modules/next/dist/bin/next",
      ...command,
      "-p",
      String(port),
      "-H",
      host,
    ],
    env: { ...settings, NEXT_MANUAL_SIG_HANDLE: "true" },
  });
  await ready(`http://localhost:${port}/api/health/ready`);
  if (checked.DEMO && !external) await seedDemo(settings, dataDirectory);
  console.log(`\n  Reprise is ready in ${seconds()}:  ${checked.appUrl}`);
  if (checked.DEMO) console.log("  Demo workspace:  owner@demo.example  /  reprise-demo");
  console.log(`  Your data is in ${dataDirectory}. Ctrl-C stops everything.\n`);
}

/** Postgres as a child, restarted on the same port when it dies; the database and its roles exist afterwards. */
async function ownDatabase(directory: string, passwords: { owner: string; app: string; engine: string }) {
  const password = passwords.owner;
  const start = async (port?: number): Promise<LocalPostgres> => {
    const server = await startPostgres({ directory, password, ...(port ? { port } : {}) });
    server.process.once("exit", () => {
      if (stopping) return;
      console.error("Postgres stopped; starting it again");
      void start(server.port).then(
        (again) => {
          if (database) database = { ...again, ownerUrl: database.ownerUrl };
        },
        (error: unknown) => fail(error),
      );
    });
    return server;
  };
  const server = await start();
  const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
  await createRoles(admin, passwords);
  const [known] = await admin`select 1 from pg_database where datname = 'reprise'`;
  if (!known) await admin`create database reprise owner reprise_owner`;
  await admin`grant create on database reprise to reprise_engine`;
  await admin.end({ timeout: 5 });
  return { ...server, ownerUrl: `postgres://reprise_owner:${password}@127.0.0.1:${server.port}/reprise` };
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
  const deadline = performance.now() + 60_000;
  while (!stopping) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer?.ok) return;
    if (performance.now() > deadline)
      throw new Error(`The app does not get ready: ${(await answer?.text()) ?? "no answer"}`);
    await new Promise((tick) => setTimeout(tick, 100));
  }
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await supervisor.stop();
  await database?.stop();
  process.exit(code);
}

function fail(error: unknown): void {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
  void stop(1);
}

process.on("SIGINT", () => void stop(0));
process.on("SIGTERM", () => void stop(0));
main().catch(fail);
