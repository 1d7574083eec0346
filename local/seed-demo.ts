import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Supervisor } from "@/local/supervisor";

type Options = { supervisor: Supervisor; env: Record<string, string | undefined>; dataDirectory: string };

/**
 * Fills an empty database with the demo workspace, once, in a process of its own so that its memory is given back. What
 * people delete from the demo later stays deleted. A demo that fails is no reason not to start.
 */
export async function seedDemo({ supervisor, env, dataDirectory }: Options): Promise<void> {
  const done = join(dataDirectory, "demo-seeded");
  if (existsSync(done)) return;
  const args = ["--import", "./local/alias.ts", "local/seed.ts"];
  try {
    await supervisor.run({ name: "The demo workspace", args, env });
    writeFileSync(done, "");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}
