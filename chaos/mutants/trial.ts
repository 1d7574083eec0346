import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "@/chaos/run-scenario";
import type { Mutant } from "./mutant";
import type { ScenarioName } from "./scenarios";

/** What noticed something, in words; empty when nothing did. */
export type Noticed = string[];

const LONGEST_MS = 300_000;
/** Short enough for the path of a Unix socket below it. */
const STAGE = "stage";

async function run(tree: string, args: string[]): Promise<{ status: number | null; output: string }> {
  // One cache of compiled packages for all that starts here.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tree, "..", "compile-cache") };
  const child = spawn(process.execPath, args, { cwd: tree, env, stdio: ["pipe", "pipe", "pipe"] });
  // Whatever ends us ends it.
  const end = (): void => void child.kill("SIGTERM");
  process.once("exit", end);
  const timer = setTimeout(end, LONGEST_MS);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += String(chunk)));
  const [status] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  process.off("exit", end);
  return { status, output };
}

/** Runs a focused scenario in a tree and gives what the checker found. Throws when it did not come to a verdict. */
export async function tryScenario(tree: string, scenario: ScenarioName, seed: number): Promise<Noticed> {
  const directory = join(tree, STAGE);
  const args = ["--import", "./local/alias.ts", "chaos/mutants/strike.ts", scenario, String(seed), directory];
  const { status, output } = await run(tree, args);
  rmSync(directory, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${scenario} came to no verdict:\n${output.slice(-2_000)}`);
  const { verdict } = JSON.parse(output.trimEnd().split("\n").at(-1) ?? "") as Result;
  return verdict.violations.map(({ invariant, what }) => `${invariant}: ${what}`);
}

type Report = {
  numPassedTests: number;
  testResults: { message: string; assertionResults: { status: string; title: string }[] }[];
};

/** Runs tests in a tree and gives the names of those that failed. Throws when none ran. */
export async function tryTests(tree: string, tests: readonly NonNullable<Mutant["tests"]>[]): Promise<Noticed> {
  const files = [...new Set(tests.flatMap(({ files: some }) => some))];
  const names = [...new Set(tests.map(({ name }) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")))];
  const report = join(tree, "report.json");
  rmSync(report, { force: true });
  const { output } = await run(tree, [
    "node_modules/vitest/vitest.mjs",
    "run",
    ...files,
    "--testNamePattern",
    names.join("|"),
    "--maxWorkers=1",
    "--reporter=json",
    `--outputFile=${report}`,
  ]);
  if (!existsSync(report)) throw new Error(`The tests came to no verdict:\n${output.slice(-2_000)}`);
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(({ title }) => title),
  );
  if (numPassedTests + failed.length === 0) throw new Error(`No test ran:\n${output.slice(-2_000)}`);
  return failed;
}
