import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Timing } from "@/server/publishing/dispatch/settings";

/** A dispatcher in a process of its own, to be killed or frozen. */
export type DispatcherProcess = {
  child: ChildProcess;
  kill: (signal: NodeJS.Signals) => void;
  stop: () => Promise<void>;
};

/**
 * Starts one that sends network "x" to the recorder at `url`, or to the real networks when that is null; resolves once it
 * is at work.
 */
export async function startDispatcherProcess(url: string | null, timing: Partial<Timing>): Promise<DispatcherProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "server/testing/run-dispatcher.ts"], {
    env: { ...process.env, RECORDER_URL: url ?? "", TIMING: JSON.stringify(timing) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await Promise.race([
    once(child.stdout, "data"),
    exited.then(() => Promise.reject(new Error("The dispatcher's process ended while starting."))),
  ]);
  return {
    child,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await exited;
    },
  };
}
