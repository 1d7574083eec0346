import { readdirSync, readFileSync } from "node:fs";
import type { RunningApp } from "@/e2e/app";

/** What an instance consists of besides the process that keeps it running. */
export type Part = "web server" | "executor" | "postgres";

const MARKS: Record<Part, RegExp> = {
  "web server": /next-server|next\/dist\/bin\/next/,
  executor: /local\/engine\/main\.ts/,
  postgres: /\/bin\/postgres\b.* -D /,
};

/** The process id of one part of this very instance, null while it is not running. */
export function findPart(app: RunningApp, part: Part): number | null {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [parent, command] = [read(`/proc/${name}/stat`), read(`/proc/${name}/cmdline`)];
    // "pid (name) state parent …"; the name may hold blanks.
    const parentId = Number(parent.slice(parent.lastIndexOf(")") + 2).split(" ")[1]);
    if (parentId === app.process.pid && MARKS[part].test(command.replaceAll("\0", " "))) return Number(name);
  }
  return null;
}

/** Kills one part of an instance the way a power cut does; gives the id it had. Throws when it is not running. */
export function killPart(app: RunningApp, part: Part): number {
  const id = findPart(app, part);
  if (id === null) throw new Error(`The ${part} of this instance is not running.`);
  process.kill(id, "SIGKILL");
  return id;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // A process that ended meanwhile.
    return "";
  }
}
