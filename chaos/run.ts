import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { INVARIANTS, type Invariant } from "./check/judge";
import { crash, MATRIX, type Scenario, SHORT } from "./faults";
import { type Result, runScenario } from "./run-scenario";

// npm run chaos:short | chaos:matrix | chaos:crash. Runs are repeated with --seed; the last line is the sum, and the exit
// code is 1 when an invariant did not hold. --only picks scenarios by a word of their name, --keep keeps their evidence,
// --dose 0.2 takes a fifth of the posts (for a machine with other work).

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    posts: { type: "string", default: "100000" },
    kills: { type: "string", default: "1000" },
    only: { type: "string", default: "" },
    json: { type: "string" },
    dose: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});
const [mode = "short"] = positionals;
const scenarios: readonly Scenario[] =
  mode === "matrix" ? MATRIX : mode === "crash" ? [crash(Number(values.posts), Number(values.kills))] : [SHORT];
const first = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const seeds = Array.from({ length: Number(values.seeds ?? (mode === "matrix" ? 3 : 1)) }, (_, i) => first + i);
const dose = Number(values.dose);
const home = join(tmpdir(), `reprise-chaos-${process.pid}`);
const say = (line: string) => console.log(line);

type Line = { scenario: string; seed: number; invariant: Invariant; tests: number; violations: number };

/** Each invariant that a scenario put to the test counts as one check. */
function checksOf({ scenario, seed, verdict }: Result): Line[] {
  return (Object.keys(INVARIANTS) as Invariant[]).flatMap((invariant) => {
    const violations = verdict.violations.filter((one) => one.invariant === invariant).length;
    const tests = verdict.held[invariant];
    return tests + violations === 0 ? [] : [{ scenario, seed, invariant, tests, violations }];
  });
}

function report(result: Result, directory: string): void {
  const { verdict, lateness } = result;
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  say(`  ${result.posts} posts, ${result.accepted} parts accepted; ${list(result.states)}`);
  if (Object.keys(result.struck).length > 0) say(`  struck: ${list(result.struck)}`);
  if (Object.keys(result.reasons).length > 0) say(`  asked or refused: ${list(result.reasons)}`);
  say(
    `  late by p50 ${lateness.p50}, p99 ${lateness.p99}, at most ${lateness.max} ms; all settled after ${result.settledAfterS} s`,
  );
  for (const { invariant, tests, violations } of checksOf(result))
    say(
      `  ${violations === 0 ? "ok  " : "FAIL"} ${INVARIANTS[invariant]} (${tests} tried${violations > 0 ? `, ${violations} violations` : ""})`,
    );
  for (const { invariant, post, delivery, what } of verdict.violations.slice(0, 20))
    say(`       ${invariant}: post ${post} (${delivery ?? "no delivery"}): ${what}`);
  for (const what of result.leftOut) say(`  left out: ${what}`);
  if (verdict.violations.length > 0) say(`  the evidence is in ${directory}`);
}

// Whatever ends the runner ends what it started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

const results: Result[] = [];
let broken = 0;
say(`chaos ${mode}, seed ${seeds.join(", ")}`);
for (const seed of seeds)
  for (const whole of scenarios.filter(({ name }) => name.includes(values.only))) {
    const scenario = { ...whole, posts: Math.ceil(whole.posts * dose), api: Math.ceil(whole.api * dose) };
    const directory = join(home, `${scenario.name.replaceAll(/\W+/g, "-")}-${seed}`);
    say(`\n${scenario.name} (seed ${seed})`);
    try {
      const result = await runScenario({ scenario, seed, directory, say });
      report(result, directory);
      results.push(result);
      if (result.verdict.violations.length === 0 && !values.keep) rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      broken += 1;
      console.error(error);
    }
  }

say(
  "\nleft out: Bluesky's own server, which has kills of its own in npm run test:peers; the clock of Postgres, which is the one held to",
);

const checks = results.flatMap(checksOf);
const failed = checks.filter(({ violations }) => violations > 0).length + broken;
const passed = checks.length - (failed - broken);
const file = resolve(values.json ?? join(".data", `chaos-${mode}.json`));
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, JSON.stringify({ mode, seeds, passed, failed, results }, null, 2));
const sum = (pick: (result: Result) => number) => results.reduce((total, result) => total + pick(result), 0);
say(
  `\nchaos ${mode}: ${passed} passed, ${failed} failed; ${sum(({ posts }) => posts)} posts, ${sum(({ accepted }) => accepted)} parts accepted, ` +
    `${sum(({ struck }) => Object.values(struck).reduce((a, b) => a + b, 0))} blows, ${sum(({ verdict }) => verdict.violations.length)} violations, ` +
    `seeds ${seeds.join(" ")}, ${sum(({ seconds }) => seconds)} s (${file})`,
);
process.exit(failed > 0 ? 1 : 0);
