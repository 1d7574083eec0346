import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, globSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Mutant } from "./mutant";
import { plant } from "./plant";

const LEFT_BEHIND = new Set(["node_modules", ".git", ".next", ".data"]);
/** What a verdict depends on, besides the mutant itself, its scenario and its tests. */
const JUDGED = [
  "server/{publishing,channels,networks,outbox}/**/*.ts",
  "db/migrations/*.sql",
  "inngest/functions/*.ts",
  "chaos/*.ts",
  "chaos/{app,check,load,networks,stage}/*.ts",
];

/** Copies the working tree, without its history, to where bugs may be planted; packages are those of the original. */
export function copyTree(to: string): string {
  cpSync(".", to, { recursive: true, filter: (path) => !LEFT_BEHIND.has(basename(path)) });
  symlinkSync(resolve("node_modules"), join(to, "node_modules"));
  return to;
}

/** Names a tree's publishing code, and what judges it, by content. */
export function hashTree(): string {
  const hash = createHash("sha256");
  for (const file of JUDGED.flatMap((pattern) => globSync(pattern)).toSorted())
    if (!file.endsWith(".test.ts")) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/**
 * Type-checks every mutant in `tree`, as many at once as there are files, so that none hides behind another; gives what
 * the compiler says.
 */
export function typeCheck(tree: string, mutants: readonly Mutant[]): string[] {
  writeFileSync(
    join(tree, "tsconfig.mutants.json"),
    JSON.stringify({
      extends: "./tsconfig.json",
      compilerOptions: { tsBuildInfoFile: "./mutants.tsbuildinfo" },
      include: ["server", "inngest", "db", "chaos", "local"].map((room) => `${room}/**/*.ts`),
    }),
  );
  let left = mutants.filter(({ where }) => !where.startsWith("sweep."));
  while (left.length > 0) {
    const round = left.filter((one, i) => left.findIndex(({ where }) => where === one.where) === i);
    left = left.filter((one) => !round.includes(one));
    const pullOut = round.map((mutant) => plant(tree, mutant));
    const { status, stdout } = spawnSync("node_modules/.bin/tsc", ["--noEmit", "-p", "tsconfig.mutants.json"], {
      cwd: tree,
      encoding: "utf8",
    });
    for (const back of pullOut) back();
    if (status !== 0) return [`among ${round.map(({ name }) => name).join(", ")}:\n${stdout}`];
  }
  return [];
}
