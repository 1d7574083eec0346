import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/local/postgres";

/** A whole Reprise on a port and data directory of its own, started the way a person starts it. */
export type RunningApp = { url: string; process: ChildProcess; output: () => string; stop: () => Promise<void> };

/** Longest wait for "ready", in ms; a build is made before. */
const READY_MS = 90_000;

/** Starts `npm start`'s program and waits until it says it is ready. Throws what it printed when it does not get there. */
export async function startApp(settings: Record<string, string> = {}): Promise<RunningApp> {
  const directory = mkdtempSync(join(tmpdir(), "reprise-e2e-"));
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", "./local/alias.ts", "local/start.ts"], {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: String(port),
      DATA_DIR: directory,
      LOG_LEVEL: "warn",
      NODE_ENV: "production",
      // Every journey signs up from one address.
      AUTH_LIMIT_PER_MINUTE: "1000",
      DEMO: "0",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`Reprise did not get ready:\n${output}`)), READY_MS);
    const read = (chunk: Buffer) => {
      output += chunk;
      if (!output.includes("Reprise is ready")) return;
      clearTimeout(tooLong);
      resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(tooLong);
      reject(new Error(`Reprise stopped with ${code} before it was ready:\n${output}`));
    });
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      const gone = () => {
        rmSync(directory, { recursive: true, force: true });
        resolve();
      };
      if (child.exitCode !== null || child.signalCode !== null) return gone();
      child.once("exit", gone);
      child.kill("SIGINT");
    });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://localhost:${port}`, process: child, output: () => output, stop };
}
