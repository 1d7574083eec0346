import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { runMigrations } from "@/db/migrate";
import { createRoles } from "@/db/roles";
import { type LocalPostgres, startPostgres } from "@/local/postgres";

const PASSWORD = "chaos";
const MEGABYTE = Buffer.alloc(1_048_576);

/** The embedded Postgres, durable as on a person's machine, in a directory that can be killed, filled and set back. */
export type Database = {
  port: number;
  url: (role: "owner" | "app" | "engine" | "admin", port?: number) => string;
  /** Kill -9, then started again at once, as `npm start` does. */
  kill: () => Promise<void>;
  restart: () => Promise<void>;
  /** Starts it if a fault has ended it; true if it had. */
  revive: () => Promise<boolean>;
  backUp: () => Promise<void>;
  /** The state of the last `backUp` is all there is from now on. */
  restore: () => Promise<void>;
  /** Leaves no room on its disk until the returned function is called. */
  fillDisk: () => () => void;
  /** One statement as the administrator, over a connection of its own. */
  admin: <T>(query: (sql: Sql) => PromiseLike<T>) => Promise<T>;
  stop: () => Promise<void>;
};

type Options = { directory: string; onDisk?: number };

/** Starts it in `directory`; `onDisk` gives it a disk of its own of so many megabytes. Throws where that is not allowed. */
export async function startDatabase({ directory, onDisk }: Options): Promise<Database> {
  const place = join(directory, "postgres");
  mkdirSync(place, { recursive: true });
  if (onDisk !== undefined) mount(place, onDisk);
  let server: LocalPostgres = await startPostgres({ directory: place, password: PASSWORD });
  const { port } = server;
  const url: Database["url"] = (role, at = port) =>
    `postgres://reprise_${role}:${PASSWORD}@127.0.0.1:${at}/${role === "admin" && !made ? "postgres" : "reprise"}`;
  let made = false;
  const admin: Database["admin"] = async (query) => {
    const sql = postgres(url("admin"), { max: 1, onnotice: () => {} });
    try {
      return await query(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  };
  await admin((sql) => createRoles(sql, { owner: PASSWORD, app: PASSWORD, engine: PASSWORD }));
  await admin((sql) => sql`create database reprise owner reprise_owner`);
  await admin((sql) => sql`grant create on database reprise to reprise_engine`);
  made = true;
  await runMigrations(url("owner"));

  const start = async (): Promise<void> => {
    for (let left = 40; ; left--) {
      try {
        server = await startPostgres({ directory: place, password: PASSWORD, port });
        return;
      } catch (error) {
        // For a moment the old one's processes still hold its memory.
        if (left === 0) throw error;
        await wait(100);
      }
    }
  };
  process.once("exit", () => void server.process.kill("SIGINT"));
  const ended = (): boolean => server.process.exitCode !== null || server.process.signalCode !== null;
  const backup = join(directory, "backup");
  return {
    port,
    url,
    admin,
    kill: async () => {
      server.process.kill("SIGKILL");
      await start();
    },
    restart: async () => {
      await server.stop();
      await start();
    },
    revive: async () => {
      if (!ended()) return false;
      await start();
      return true;
    },
    backUp: async () => {
      await server.stop();
      rmSync(backup, { recursive: true, force: true });
      cpSync(whereData(place), backup, { recursive: true });
      await start();
    },
    restore: async () => {
      await server.stop();
      rmSync(whereData(place), { recursive: true });
      cpSync(backup, whereData(place), { recursive: true });
      own(place);
      await start();
    },
    fillDisk: () => {
      const ballast = join(place, "ballast");
      try {
        for (;;) appendFileSync(ballast, MEGABYTE);
      } catch {
        // Full.
      }
      return () => rmSync(ballast, { force: true });
    },
    stop: async () => {
      await server.stop();
      if (onDisk !== undefined) spawnSync("umount", ["-l", place]);
    },
  };
}

/** Whether this machine lets us give Postgres a disk of its own. */
export function mayMount(directory: string): boolean {
  const probe = join(directory, "probe");
  mkdirSync(probe, { recursive: true });
  try {
    mount(probe, 1);
    return spawnSync("umount", [probe]).status === 0;
  } catch {
    return false;
  }
}

/** As root without user namespaces the cluster lives elsewhere; see local/postgres.ts. */
function whereData(place: string): string {
  const pointer = join(place, "elsewhere");
  return join(existsSync(pointer) ? readFileSync(pointer, "utf8") : place, "cluster");
}

/** A copy made by root has to belong to whoever runs Postgres. */
function own(place: string): void {
  const data = whereData(place);
  spawnSync("chown", ["-R", "--reference", join(data, ".."), data]);
  spawnSync("chmod", ["700", data]);
}

function mount(place: string, megabytes: number): void {
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", place]);
  if (status !== 0) throw new Error(String(stderr).trim());
}
