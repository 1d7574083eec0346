import { type ChildProcess, spawn } from "node:child_process";

/** A Node process: one that must always be there, or one that does a job and ends. */
export type Service = {
  name: string;
  args: string[];
  env: Record<string, string | undefined>;
};

const HEALTHY_MS = 10_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const TAIL_CHARACTERS = 8_000;

/**
 * Runs Node processes. Each is a process group of its own, so that Ctrl-C in a terminal reaches this process alone, which
 * stops them in order. Each has an IPC channel: when this process dies, however it dies, they notice and stop.
 */
export class Supervisor {
  readonly #kept = new Set<ChildProcess>();
  readonly #jobs = new Set<ChildProcess>();
  #stopping = false;

  /** Starts a service and keeps it running, with growing pauses while it keeps dying young. */
  keep(service: Service, delayMs = FIRST_DELAY_MS): void {
    if (this.#stopping) return;
    const startedAt = performance.now();
    const child = start(service, "inherit");
    this.#kept.add(child);
    child.once("exit", (code, signal) => {
      this.#kept.delete(child);
      if (this.#stopping) return;
      const healthy = performance.now() - startedAt > HEALTHY_MS;
      const pause = healthy ? FIRST_DELAY_MS : delayMs;
      console.error(`${service.name} stopped (${signal ?? `exit ${code}`}); starting it again`);
      setTimeout(() => this.keep(service, Math.min(pause * 2, LONGEST_DELAY_MS)), pause);
    });
  }

  /** Runs a job to its end and calls `onStart` with its process id. Throws an Error with the end of what it printed. */
  run(service: Service, onStart?: (pid: number) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const child = start(service, "pipe");
    this.#jobs.add(child);
    if (child.pid) onStart?.(child.pid);
    let tail = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        tail = (tail + chunk).slice(-TAIL_CHARACTERS);
      });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      this.#jobs.delete(child);
      if (code === 0) resolve();
      else reject(new Error(`${service.name} failed (${signal ?? `exit ${code}`}):\n${tail.trim()}`));
    });
    return promise;
  }

  /** Asks every service to stop, and kills what does not within its grace. Jobs are ended at once. */
  async stop(graceMs = 8_000): Promise<void> {
    this.#stopping = true;
    for (const job of this.#jobs) killGroup(job);
    await Promise.all(
      [...this.#kept].map(
        (child) =>
          new Promise<void>((resolve) => {
            const kill = setTimeout(() => killGroup(child), graceMs);
            child.once("exit", () => {
              clearTimeout(kill);
              resolve();
            });
            child.kill("SIGTERM");
          }),
      ),
    );
  }

  /** Ends everything at once. */
  kill(): void {
    this.#stopping = true;
    for (const child of [...this.#jobs, ...this.#kept]) killGroup(child);
  }
}

function start({ args, env }: Service, output: "inherit" | "pipe"): ChildProcess {
  return spawn(process.execPath, args, {
    env: env as NodeJS.ProcessEnv,
    stdio: ["ignore", output, output, "ipc"],
    detached: true,
  });
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
