import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What was found: nobody was here, or somebody who could not tidy up. */
type Claim = { leftBehind: boolean; release: () => void };

/** Makes this process the only one on a data directory. Throws an Error when another one runs on it. */
export function claimDirectory(directory: string): Claim {
  const file = join(directory, "pid");
  const leftBehind = existsSync(file);
  const holder = leftBehind ? Number(readFileSync(file, "utf8")) : 0;
  if (holder && holder !== process.pid && isReprise(holder))
    throw new Error(
      `Reprise runs on ${directory} already (process ${holder}). Stop it first, or give this one a DATA_DIR and a PORT of its own.`,
    );
  writeFileSync(file, String(process.pid));
  return { leftBehind, release: () => rmSync(file, { force: true }) };
}

/** Process numbers are used again: only one with our command line counts. */
function isReprise(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("local/start.ts");
  } catch {
    return false;
  }
}
