import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import { createRoles } from "@/db/roles";
import { type LocalPostgres, startPostgres } from "@/local/postgres";

/** The roles that log in. */
type Role = "owner" | "app" | "engine";

/** The machine's own database, kept running. */
export type LocalDatabase = {
  /** Resolves when the database and its roles exist: the URL per role. */
  ready: Promise<(role: Role) => string>;
  /** Stops it, also one that is still starting. */
  stop: () => Promise<void>;
  /** Ends it without waiting for anybody; committed work is safe all the same. */
  kill: () => Promise<void>;
};

const AGAIN_MS = 500;

/** Postgres as a child, started again on the same port whenever it dies. One password for all roles of one machine. */
export function keepDatabase(directory: string, password: string): LocalDatabase {
  let stopping = false;
  let starting = startPostgres({ directory, password });

  const watch = (server: LocalPostgres): void => {
    const again = async (): Promise<void> => {
      if (stopping) return;
      console.error("Postgres stopped; starting it again");
      starting = startPostgres({ directory, password, port: server.port });
      await starting.then(watch, async (error: unknown) => {
        // For a moment the old one's processes may still hold its memory.
        console.error(error instanceof Error ? error.message : error);
        await wait(AGAIN_MS);
        await again();
      });
    };
    const { process: child } = server;
    if (child.exitCode !== null || child.signalCode !== null) void again();
    else child.once("exit", () => void again());
  };

  const ready = starting.then(async (server) => {
    watch(server);
    await createDatabase(server, password);
    return (role: Role) => `postgres://reprise_${role}:${password}@127.0.0.1:${server.port}/reprise`;
  });
  return {
    ready,
    stop: async () => {
      stopping = true;
      await (await starting.catch(() => null))?.stop();
    },
    kill: async () => {
      stopping = true;
      (await starting.catch(() => null))?.process.kill("SIGQUIT");
    },
  };
}

async function createDatabase(server: LocalPostgres, password: string): Promise<void> {
  const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
  try {
    await createRoles(admin, { owner: password, app: password, engine: password });
    const [known] = await admin`select 1 from pg_database where datname = 'reprise'`;
    if (!known) await admin`create database reprise owner reprise_owner`;
    await admin`grant create on database reprise to reprise_engine`;
  } finally {
    await admin.end({ timeout: 5 });
  }
}
