import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Supervisor } from "@/local/supervisor";

const INPUTS = [
  "app",
  "components",
  "server",
  "db",
  "inngest",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation.node.ts",
  "tsconfig.json",
];
const STAMP = ".next/reprise-stamp";
const LOCK = ".next-build.lock";
const HOLDER = join(LOCK, "pid");

/**
 * Builds the web server when the code changed since the last build. Two starts at once: one builds, the other waits. Throws
 * an Error with what the build said.
 */
export async function buildWhenStale(say: (line: string) => void, supervisor = new Supervisor()): Promise<void> {
  const wanted = stamp();
  const fresh = () => existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted;
  if (fresh()) return;
  await lock();
  try {
    if (fresh()) return;
    say("Building the web app (once per version, about half a minute)");
    rmSync(STAMP, { force: true });
    const service = {
      name: "The build",
      args: ["node_modules/next/dist/bin/next", "build"],
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    };
    await supervisor.run(service, hold);
    writeFileSync(STAMP, wanted);
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

/** A hash of everything the build reads, by content: a checkout changes times, not meaning. */
function stamp(): string {
  const hash = createHash("sha256");
  const add = (path: string) => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) hash.update(path).update("\0").update(readFileSync(path));
    else for (const name of readdirSync(path).sort()) if (!/\.test\.tsx?$/.test(name)) add(join(path, name));
  };
  INPUTS.forEach(add);
  return hash.digest("hex");
}

/** Waits for the lock of a build that is under way, or takes that of one that died. */
async function lock(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(LOCK);
      return hold(process.pid);
    } catch {
      const holder = existsSync(HOLDER) ? Number(readFileSync(HOLDER, "utf8")) : 0;
      if (holder && !isRunning(holder)) rmSync(LOCK, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** The build itself holds the lock: it goes on for a while when whoever started it is killed. */
const hold = (pid: number): void => writeFileSync(HOLDER, String(pid));

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
