import { type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// `npm test`: every suite, one after the other, with one sum at the end. A suite that breaks off counts as one failure.

type Count = { passed: number; failed: number };
const reports = mkdtempSync(join(tmpdir(), "reprise-reports-"));
const bin = (name: string) => join("node_modules", ".bin", name);

function run(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", ...options });
    child.once("error", () => resolve(127));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

const check =
  (command: string, ...args: string[]) =>
  async (): Promise<Count> => {
    const ok = (await run(command, args)) === 0;
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  };

async function unit(): Promise<Count> {
  const file = join(reports, "unit.json");
  const code = await run(bin("vitest"), ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const report = JSON.parse(readFileSync(file, "utf8")) as { numPassedTests: number; numFailedTests: number };
  // A file that fails to load fails the run without failing a test.
  const failed = Math.max(report.numFailedTests, code === 0 ? 0 : 1);
  return { passed: report.numPassedTests, failed };
}

async function browser(): Promise<Count> {
  const file = join(reports, "e2e.json");
  const code = await run(process.execPath, ["--import", "tsx", "e2e/run.ts"], {
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  const { stats } = JSON.parse(readFileSync(file, "utf8")) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  return { passed: stats.expected, failed: Math.max(stats.unexpected + stats.flaky, code === 0 ? 0 : 1) };
}

/** Each invariant that was put to the test is one check. */
async function chaos(): Promise<Count> {
  const file = join(reports, "chaos.json");
  const start = ["--import", "./local/alias.ts", "chaos/run.ts", "short", "--json", file];
  const code = await run(process.execPath, start);
  const { passed, failed } = JSON.parse(readFileSync(file, "utf8")) as Count;
  return { passed, failed: Math.max(failed, code === 0 ? 0 : 1) };
}

const suites: [string, () => Promise<Count>][] = [
  ["lint and format", check(bin("biome"), "check", ".")],
  ["type-aware lint", check(bin("oxlint"))],
  ["route types", check(bin("next"), "typegen")],
  ["types", check(bin("tsc"), "--noEmit")],
  ["dead code", check(bin("knip"))],
  ["unit, integration and executor", unit],
  ["chaos, the short form", chaos],
  ["browser", browser],
];

const total: Count = { passed: 0, failed: 0 };
const lines: string[] = [];
for (const [name, suite] of suites) {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const count = await suite().catch((error: unknown): Count => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  total.passed += count.passed;
  total.failed += count.failed;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  lines.push(`${name.padEnd(32)} ${count.passed} passed, ${count.failed} failed (${seconds} s)`);
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${lines.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
