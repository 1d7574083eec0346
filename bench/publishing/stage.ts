import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import { runMigrations } from "@/db/migrate";
import { createRoles } from "@/db/roles";
import { freePort, type LocalPostgres, startPostgres } from "@/local/postgres";
import { type Receiver, startReceiver } from "./receiver";

/** A database of its own for one run of one system. */
export type Database = { adminUrl: string; appUrl: string; drop: () => Promise<void> };

/** What all systems run on: one Postgres with the app's own settings, one receiver, and Redis where there is one. */
export type Stage = {
  receiver: Receiver;
  redisPort: number | null;
  /** Migrated when it is for Reprise, else empty. */
  database: (migrated: boolean) => Promise<Database>;
  /** Fast shutdown and start again at once, on the same port. */
  restartPostgres: () => Promise<void>;
  stop: () => Promise<void>;
};

export async function startStage(): Promise<Stage> {
  const home = await mkdtemp(join(tmpdir(), "bench-publish-"));
  let server: LocalPostgres = await startPostgres({ directory: home, password: "admin" });
  const { port } = server;
  const url = (role: string, password: string, name: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;
  const asAdmin = async (statement: string): Promise<void> => {
    const sql = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
    try {
      await sql.unsafe(statement);
    } finally {
      await sql.end({ timeout: 5 });
    }
  };
  const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
  await createRoles(admin, { owner: "owner", app: "app", engine: "engine" });
  await admin.end({ timeout: 5 });
  await asAdmin("create database template_reprise owner reprise_owner");
  await runMigrations(url("reprise_owner", "owner", "template_reprise"));
  const receiver = await startReceiver();
  const redis = await startRedis(home);
  let made = 0;
  return {
    receiver,
    redisPort: redis?.port ?? null,
    database: async (migrated) => {
      const name = `bench_${++made}`;
      await asAdmin(migrated ? `create database ${name} template template_reprise` : `create database ${name}`);
      return {
        adminUrl: url("reprise_admin", "admin", name),
        appUrl: url("reprise_app", "app", name),
        drop: async () => {
          await asAdmin(`drop database ${name} with (force)`);
          await asAdmin("checkpoint");
        },
      };
    },
    restartPostgres: async () => {
      await server.stop();
      server = await startPostgres({ directory: home, password: "admin", port });
    },
    stop: async () => {
      receiver.stop();
      redis?.child.kill("SIGKILL");
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A `redis-server` of the machine, or of REDIS_SERVER; null where there is none. */
async function startRedis(directory: string): Promise<{ child: ChildProcess; port: number } | null> {
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", directory, "--save", "", "--appendonly", "yes"];
  const child = spawn(process.env["REDIS_SERVER"] ?? "redis-server", args, { stdio: "ignore" });
  const started = await Promise.race([
    once(child, "error").then(() => false),
    once(child, "exit").then(() => false),
    wait(1_000).then(() => true),
  ]);
  return started ? { child, port } : null;
}
