import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * The server as it was before its last change, in a folder of its own beside the run; null, with a word in `leftOut`,
 * where there is no history. What is under chaos/ is today's, so that both builds are asked alike.
 */
export function olderCode(directory: string, leftOut: string[]): string | null {
  const git = (...args: string[]) => spawnSync("git", args, { encoding: "buffer", maxBuffer: 500_000_000 });
  const [, before] = git("rev-list", "-2", "HEAD", "--", "server", "inngest").stdout.toString().trim().split("\n");
  const archive = before ? git("archive", before) : null;
  if (!before || archive?.status !== 0) {
    leftOut.push("there is no git history: both instances run the same build");
    return null;
  }
  const place = join(resolve(directory), "older");
  mkdirSync(place, { recursive: true });
  spawnSync("tar", ["-x", "-C", place], { input: archive.stdout });
  cpSync("chaos", join(place, "chaos"), { recursive: true });
  symlinkSync(resolve("node_modules"), join(place, "node_modules"));
  return place;
}
