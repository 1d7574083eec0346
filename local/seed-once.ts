import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Fills an empty database with the demo workspace, once, in a process of its own so that its memory is given back. What
 * people delete from the demo later stays deleted.
 */
export async function seedDemo(env: Record<string, string | undefined>, dataDirectory: string): Promise<void> {
  const done = join(dataDirectory, "demo-seeded");
  if (existsSync(done)) return;
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", "local/seed.ts"], {
      env: env as NodeJS.ProcessEnv,
      stdio: "inherit",
    });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("The demo workspace could not be made."))));
  });
  writeFileSync(done, "");
}
