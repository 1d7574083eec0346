import type { ScenarioName } from "./scenarios";

/** What a bug breaks. */
export const KINDS = [
  "intent order",
  "lease",
  "fencing",
  "cut-off",
  "clock",
  "reconcile",
  "resume",
  "pacing",
  "refresh",
  "batch",
] as const;

/** One deliberate bug: `find`, which occurs once, becomes `replace`. */
export type Mutant = {
  name: string;
  kind: (typeof KINDS)[number];
  /** A file of the tree, or `sweep.…`: the newest definition of that SQL function. */
  where: string;
  find: string;
  replace: string;
  breaks: string;
  /** Under which the checker alone should notice it; absent where no network and no row would show it. */
  scenario?: ScenarioName;
  /** Which tests notice it where the checker does not: files, and words of the names of the tests. */
  tests?: { files: readonly string[]; name: string };
};
