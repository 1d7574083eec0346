import { runScenario } from "@/chaos/run-scenario";
import { SCENARIOS, type ScenarioName } from "./scenarios";

// One focused scenario in a process of its own, in the tree it lies in; the last line is its result as JSON.
// node --import ./local/alias.ts chaos/mutants/strike.ts SCENARIO SEED DIRECTORY

const [name = "", seed = "", directory = ""] = process.argv.slice(2);
// What ends this ends what it started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
process.stdin.resume().once("end", () => process.exit(1));
const result = await runScenario({
  scenario: SCENARIOS[name as ScenarioName],
  seed: Number(seed),
  directory,
  say: (line) => console.log(line),
});
process.stdout.write(`\n${JSON.stringify(result)}\n`, () => process.exit(0));
