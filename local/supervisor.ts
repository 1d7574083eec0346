import { type ChildProcess, spawn } from "node:child_process";

/** A process that must be there: started, restarted when it dies, stopped at the end. */
export type Service = {
  name: string;
  args: string[];
  env: Record<string, string | undefined>;
};

const HEALTHY_MS = 10_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/** Runs Node processes. Children get an IPC channel: when this process dies, however it dies, they notice and stop. */
export class Supervisor {
  readonly #children = new Map<string, ChildProcess>();
  #stopping = false;

  /** Starts a service and keeps it running, with growing pauses while it keeps dying young. */
  keep(service: Service, delayMs = FIRST_DELAY_MS): void {
    const startedAt = performance.now();
    const child = spawn(process.execPath, service.args, {
      env: service.env as NodeJS.ProcessEnv,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#children.set(service.name, child);
    child.once("exit", (code, signal) => {
      this.#children.delete(service.name);
      if (this.#stopping) return;
      const next =
        performance.now() - startedAt > HEALTHY_MS ? FIRST_DELAY_MS : Math.min(delayMs * 2, LONGEST_DELAY_MS);
      console.error(`${service.name} stopped (${signal ?? `exit ${code}`}); starting it again`);
      setTimeout(() => !this.#stopping && this.keep(service, next), delayMs);
    });
  }

  /** Asks every child to stop, and kills what does not within its grace. */
  async stop(graceMs = 8_000): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      [...this.#children.values()].map(
        (child) =>
          new Promise<void>((resolve) => {
            const kill = setTimeout(() => child.kill("SIGKILL"), graceMs);
            child.once("exit", () => {
              clearTimeout(kill);
              resolve();
            });
            child.kill("SIGTERM");
          }),
      ),
    );
  }
}
