import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { MUTANTS } from "./list/all";
import { KINDS, type Mutant } from "./mutant";
import { plant } from "./plant";
import { SCENARIOS, type ScenarioName } from "./scenarios";
import { copyTree, hashTree, typeCheck } from "./tree";
import { type Noticed, tryScenario, tryTests } from "./trial";

// npm run chaos:mutants: plants each bug of list/ in a copy of the tree and sees who notices, the checker of chaos/ or else
// the tests. Exit code 1 when nobody does. What is done is kept and not done again while the code is the same; --only takes
// mutants by a word of their name, --kind those of a kind, --again does them anew, --at-once says how many run side by side.

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    kind: { type: "string", default: "" },
    seed: { type: "string", default: "7" },
    json: { type: "string", default: join(".data", "chaos-mutants.json") },
    "at-once": { type: "string", default: "2" },
    again: { type: "boolean", default: false },
  },
});

type Verdict = Pick<Mutant, "name" | "kind" | "where" | "breaks"> & {
  caughtBy: "checker" | "tests" | null;
  how: string;
  violations: number;
  seconds: number;
  hash: string;
};
/** `sound` names what notices nothing while nothing is planted, and for which code that is so. */
type Kept = { sound: Record<string, string>; verdicts: Verdict[] };

const seed = Number(values.seed);
const file = resolve(values.json);
const known: Kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept) : { sound: {}, verdicts: [] };
const code = hashTree();
const hashOf = (...what: unknown[]): string => createHash("sha256").update(JSON.stringify(what)).digest("hex");
const testsHash = ({ tests }: Mutant) => tests?.files.map((name) => readFileSync(name, "utf8"));
const hashOfMutant = (mutant: Mutant): string =>
  hashOf(code, mutant, mutant.scenario && SCENARIOS[mutant.scenario], testsHash(mutant), seed);
const say = (line: string): void => console.log(line);
function keep(): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(known, null, 2));
}

const chosen = MUTANTS.filter(({ name, kind }) => name.includes(values.only) && kind.includes(values.kind));
const isKnown = (mutant: Mutant): boolean =>
  !values.again && known.verdicts.some(({ name, hash }) => name === mutant.name && hash === hashOfMutant(mutant));
const wanted = chosen.filter((mutant) => !isKnown(mutant));
const home = mkdtempSync(join(tmpdir(), "mutants-"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
process.once("exit", () => rmSync(home, { recursive: true, force: true }));

/** Works through jobs with a tree for each that runs at the same time. */
async function workThrough<T>(jobs: readonly T[], work: (job: T, tree: string) => Promise<void>): Promise<void> {
  const waiting = [...jobs];
  const next = async (tree: string): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await work(job, tree);
  };
  await Promise.all(trees.map(next));
}

const trees =
  wanted.length === 0
    ? []
    : Array.from({ length: Number(values["at-once"]) }, (_, i) => copyTree(join(home, String(i + 1))));
say(`chaos mutants: ${chosen.length} mutants, ${chosen.length - wanted.length} done before, seed ${seed}`);
const scenarios = [...new Set(wanted.flatMap(({ scenario }) => scenario ?? []))];
const tests = chosen.flatMap((mutant) => mutant.tests ?? []);
type Trial = { name: string; hash: string; run: (tree: string) => Promise<Noticed> };
const trials: Trial[] = [
  {
    name: "the compiler",
    hash: hashOf(code, chosen),
    run: (tree: string) => Promise.resolve(typeCheck(tree, chosen)),
  },
  ...scenarios.map((name: ScenarioName) => ({
    name: `the scenario ${name}`,
    hash: hashOf(code, SCENARIOS[name], seed),
    run: (tree: string) => tryScenario(tree, name, seed),
  })),
  ...(tests.length === 0
    ? []
    : [
        {
          name: "the tests",
          hash: hashOf(code, tests, chosen.map(testsHash)),
          run: (tree: string) => tryTests(tree, tests),
        },
      ]),
];
await workThrough(
  trials.filter(({ name, hash }) => known.sound[name] !== hash),
  async ({ name, hash, run }, tree) => {
    const noticed = await run(tree);
    if (noticed.length > 0)
      throw new Error(`Nothing was planted, and ${name} noticed something:\n${noticed.slice(0, 20).join("\n")}`);
    known.sound[name] = hash;
    keep();
    say(`without a mutant ${name}: nothing is noticed`);
  },
);

/** A bug that keeps those who judge from a verdict is caught by nobody: `how` then says what happened. */
async function judge(mutant: Mutant, tree: string): Promise<Pick<Verdict, "caughtBy" | "how" | "violations">> {
  const { scenario, tests: own } = mutant;
  const troubles: string[] = [];
  const noted = (error: Error): Noticed => {
    troubles.push(error.message);
    return [];
  };
  const found = scenario ? await tryScenario(tree, scenario, seed).catch(noted) : [];
  if (found[0]) return { caughtBy: "checker", how: `${scenario}: ${found[0]}`, violations: found.length };
  const [failed] = own ? await tryTests(tree, [own]).catch(noted) : [];
  return { caughtBy: failed ? "tests" : null, how: failed ?? troubles.join("\n"), violations: 0 };
}

await workThrough(wanted, async (mutant, tree) => {
  const { name, kind, where, breaks } = mutant;
  const beganAt = performance.now();
  const pullOut = plant(tree, mutant);
  const verdict = await judge(mutant, tree).finally(pullOut);
  const seconds = Math.round((performance.now() - beganAt) / 1_000);
  known.verdicts = known.verdicts.filter((one) => one.name !== name);
  known.verdicts.push({ name, kind, where, breaks, ...verdict, seconds, hash: hashOfMutant(mutant) });
  keep();
  say(`${verdict.caughtBy ?? "NOBODY"}: ${name} (${verdict.how.split("\n")[0]}; ${seconds} s)`);
});

const verdicts = chosen.flatMap(({ name }) => known.verdicts.find((one) => one.name === name) ?? []);
for (const kind of KINDS) {
  const some = verdicts.filter((one) => one.kind === kind);
  if (some.length > 0) say(`\n${kind}`);
  for (const { name, caughtBy, breaks, how } of some)
    say(`  ${(caughtBy ?? "SURVIVED").padEnd(8)} ${name}: ${breaks}\n           ${how.split("\n")[0]}`);
}
const by = (who: Verdict["caughtBy"]): number => verdicts.filter(({ caughtBy }) => caughtBy === who).length;
say(
  `\nchaos mutants: ${verdicts.length} planted, ${by("checker")} caught by the checker alone, ${by("tests")} by tests, ${by(null)} survived (${file})`,
);
// The checker is the proof for which no code of ours stands; tests may only add to it.
const tooFew = chosen.length === MUTANTS.length && by("checker") * 2 < verdicts.length;
if (tooFew) say("The checker alone has to catch half of them.");
process.exit(by(null) > 0 || tooFew ? 1 : 0);
