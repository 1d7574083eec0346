import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { AppError } from "@/server/errors";
import { childCommand } from "./child-command.ts";
import type { ParseHints, RefusalReason } from "./document.ts";

/** What the child process may use: milliseconds on the clock, bytes of answer, megabytes of JavaScript heap and of all memory. */
export type Limits = { timeMs: number; outputBytes: number; heapMb: number; memoryMb: number };

/** Enough for a book, little enough that two at once do not hurt the app. */
export const DEFAULT_LIMITS: Limits = { timeMs: 20_000, outputBytes: 64 * 1024 * 1024, heapMb: 512, memoryMb: 1_024 };

/** How often the child's memory is looked at, in milliseconds (Linux only: /proc). */
const MEMORY_CHECK_MS = 50;

type Job = { hints: ParseHints; bytes: Uint8Array; signal: AbortSignal | undefined };
type Child = ChildProcessByStdio<Writable, Readable, Readable>;
/** How the child ended; `stopped` names the limit that ended it. */
export type Ending = { output: Buffer; errors: string; stopped: RefusalReason | null; exitCode: number | null };

/**
 * Gives one document to a fresh child process and waits for its end. Whatever comes in between (a limit, the signal), the
 * child is gone when this returns. Throws AppError INTERNAL_SERVER_ERROR when it cannot be started.
 */
export async function runChild(job: Job, limits: Limits): Promise<Ending> {
  const child = await startChild(limits);
  const abort = () => child.kill("SIGKILL");
  job.signal?.addEventListener("abort", abort);
  if (job.signal?.aborted) abort();
  try {
    feed(child, job);
    return await watch(child, limits);
  } finally {
    job.signal?.removeEventListener("abort", abort);
    child.kill("SIGKILL");
  }
}

async function startChild(limits: Limits): Promise<Child> {
  const { command, parts, root } = await childCommand("worker.ts", limits);
  const env = { NODE_ENV: "production" } as const;
  return spawn(command, parts, { cwd: root, env, stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
}

function feed(child: Child, { hints, bytes }: Job): void {
  // A child that ends before it has read everything closes the pipe; its answer or its exit says why.
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${JSON.stringify(hints)}\n`);
  child.stdin.end(bytes);
}

function watch(child: Child, limits: Limits): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let errors = "";
    let stopped: RefusalReason | null = null;
    const stop = (reason: RefusalReason) => {
      stopped ??= reason;
      child.kill("SIGKILL");
    };
    const clock = setTimeout(() => stop("too_slow"), limits.timeMs);
    const meter = setInterval(() => {
      void residentMb(child.pid).then((megabytes) => {
        if (megabytes > limits.memoryMb) stop("too_large");
      });
    }, MEMORY_CHECK_MS);
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.outputBytes) stop("too_large");
      else chunks.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString("utf8")).slice(-4_000);
    });
    const finish = () => {
      clearTimeout(clock);
      clearInterval(meter);
    };
    child.on("error", (error) => {
      finish();
      reject(new AppError("INTERNAL_SERVER_ERROR", "The document reader could not be started.", { cause: error }));
    });
    child.on("close", (exitCode) => {
      finish();
      resolve({ output: Buffer.concat(chunks), errors, stopped, exitCode });
    });
  });
}

/** Memory the child really holds: buffers live outside the heap that Node's own limit covers. 0 where it cannot be told. */
async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
