import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/local/postgres";

/** A whole Reprise on a port and data directory of its own, started the way a person starts it. */
export type RunningApp = { url: string; process: ChildProcess; output: () => string; stop: () => Promise<void> };

/** Starts `npm start`'s program and waits until it says it is ready. */
export async function startApp(settings: Record<string, string> = {}): Promise<RunningApp> {
  const directory = mkdtempSync(join(tmpdir(), "reprise-e2e-"));
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", "tsx", "local/start.ts"], {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: String(port),
      DATA_DIR: directory,
      LOG_LEVEL: "warn",
      NODE_ENV: "production",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes("Reprise is ready")) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`Reprise stopped with ${code} before it was ready:\n${output}`)));
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      const gone = () => {
        rmSync(directory, { recursive: true, force: true });
        resolve();
      };
      if (child.exitCode !== null) return gone();
      child.once("exit", gone);
      child.kill("SIGINT");
    });
  await ready;
  return { url: `http://localhost:${port}`, process: child, output: () => output, stop };
}
