import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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

/** Builds the web server when the code changed since the last build. Two starts at once: one builds, the other waits. */
export async function buildWhenStale(say: (line: string) => void): Promise<void> {
  const wanted = stamp();
  const fresh = () => existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted;
  if (fresh()) return;
  const release = await lock();
  try {
    if (fresh()) return;
    say("Building the web app (once per version, about half a minute)");
    rmSync(STAMP, { force: true });
    await nextBuild();
    writeFileSync(STAMP, wanted);
  } finally {
    release();
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

async function lock(): Promise<() => void> {
  for (;;) {
    try {
      mkdirSync(LOCK);
      writeFileSync(join(LOCK, "pid"), String(process.pid));
      return () => rmSync(LOCK, { recursive: true, force: true });
    } catch {
      const holder = existsSync(join(LOCK, "pid")) ? Number(readFileSync(join(LOCK, "pid"), "utf8")) : 0;
      if (holder && !existsSync(`/proc/${holder}`)) rmSync(LOCK, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function nextBuild(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The build failed:\n${output}`))));
  });
}
