import { spawn } from "node:child_process";

/** Fills an empty database with the demo workspace, in a process of its own so that its memory is given back. */
export async function seedDemo(env: Record<string, string | undefined>, say: (line: string) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", "local/seed.ts"], {
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.on("data", (chunk: Buffer) => String(chunk).trim().split("\n").forEach(say));
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("The demo workspace could not be made."))));
  });
}
