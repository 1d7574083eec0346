import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutant } from "./mutant";

const MIGRATIONS = "db/migrations";

/** Where a mutant goes: a file of `tree`, and the stretch of it in which its text has to occur once. */
function placeOf(tree: string, where: string): { file: string; text: string; from: number; to: number } {
  if (!where.startsWith("sweep.")) {
    const text = readFileSync(join(tree, where), "utf8");
    return { file: where, text, from: 0, to: text.length };
  }
  const folder = join(tree, MIGRATIONS);
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  for (const name of names.toSorted().toReversed()) {
    const text = readFileSync(join(folder, name), "utf8");
    const from = text.search(new RegExp(`^CREATE( OR REPLACE)? FUNCTION ${where.replace(".", "\\.")}\\(`, "m"));
    if (from < 0) continue;
    const end = text.indexOf("--> statement-breakpoint", from);
    return { file: join(MIGRATIONS, name), text, from, to: end < 0 ? text.length : end };
  }
  throw new Error(`No migration defines ${where}.`);
}

/** The mutated file of a tree; nothing is written. Throws when the mutant's text does not occur exactly once any more. */
export function mutated(tree: string, mutant: Mutant): { file: string; text: string } {
  const { file, text, from, to } = placeOf(tree, mutant.where);
  const stretch = text.slice(from, to);
  const times = stretch.split(mutant.find).length - 1;
  if (times !== 1)
    throw new Error(
      `${mutant.name}: its text occurs ${times} times in ${mutant.where} (${file}), not once. The code moved on: move the mutant after it.`,
    );
  const changed = stretch.replace(mutant.find, () => mutant.replace);
  return { file, text: text.slice(0, from) + changed + text.slice(to) };
}

/** Plants a mutant in a tree; the returned function pulls it out again. */
export function plant(tree: string, mutant: Mutant): () => void {
  const { file, text } = mutated(tree, mutant);
  const path = join(tree, file);
  const before = readFileSync(path);
  writeFileSync(path, text);
  return () => writeFileSync(path, before);
}
