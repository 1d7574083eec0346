import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

// How long `npm start` takes, and what everything it starts holds in memory once nothing happens: the sum of the
// proportional set sizes (shared pages counted once) of all its processes but npm's own.
// Usage: PORT=3200 node --import tsx bench/idle-memory.ts [seconds after ready, 60]. Linux only.

const idleSeconds = Number(process.argv[2] ?? 60);
const directory = process.env["DATA_DIR"] ?? mkdtempSync(join(tmpdir(), "reprise-idle-"));
const begun = performance.now();
const npm = spawn("npm", ["start"], {
  env: { ...process.env, DATA_DIR: directory },
  stdio: ["ignore", "pipe", "inherit"],
});

async function measure(): Promise<void> {
  const readyMs = Math.round(await ready(npm));
  await wait(idleSeconds * 1000);
  const processes = descendants(npm.pid ?? 0).map((pid) => ({ pid, name: nameOf(pid), mb: pssOf(pid) }));
  for (const { pid, name, mb } of processes.sort((a, b) => b.mb - a.mb))
    console.log(`${mb.toFixed(1).padStart(7)} MB  ${String(pid).padStart(7)}  ${name}`);
  const totalMb = processes.reduce((sum, { mb }) => sum + mb, 0);
  console.log(`${totalMb.toFixed(1).padStart(7)} MB  in all, ${idleSeconds} s after ready`);
  console.log(JSON.stringify({ readyMs, totalMb: Math.round(totalMb * 10) / 10, processes: processes.length }));
}

function ready(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("It did not start.")));
    child.stdout?.on("data", (chunk: Buffer) => {
      process.stderr.write(chunk);
      if (String(chunk).includes("Reprise is ready")) resolve(performance.now() - begun);
    });
  });
}

/** Every process below `root`, without it. */
function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    // "pid (name) state parent …", where the name may hold spaces and brackets.
    const parent = Number(read(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(root);
}

const pssOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
const nameOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim().slice(-70);

/** Empty when the process ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

try {
  await measure();
} finally {
  npm.kill("SIGTERM");
  if (npm.exitCode === null && npm.signalCode === null) await new Promise((resolve) => npm.once("exit", resolve));
  if (!process.env["DATA_DIR"]) rmSync(directory, { recursive: true, force: true });
}
