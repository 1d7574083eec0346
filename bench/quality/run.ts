import { mkdirSync, writeFileSync } from "node:fs";
import { gradeSource, type SourceGrade } from "./grade";
import { readSources } from "./read-sources";
import { pageOf } from "./report";
import { figuresOfRun, GOALS, missed, type RunFigures } from "./summary";

const FOLDER = ".data/bench";
const SPLITS = ["tuning", "held-out"] as const;

const only = process.argv.slice(2).find((argument) => SPLITS.some((split) => split === argument));
const sources = readSources().filter(({ gold }) => only === undefined || gold.split === only);
const grades: SourceGrade[] = [];
for (const [at, source] of sources.entries()) grades.push(await gradeSource(source, at + 1));

const splits = Object.fromEntries(
  SPLITS.flatMap((split): [string, RunFigures][] => {
    const some = grades.filter((grade) => grade.split === split);
    return some.length === 0 ? [] : [[split, figuresOfRun(some)]];
  }),
);
const all = figuresOfRun(grades);
const below = missed(all);
mkdirSync(FOLDER, { recursive: true });
writeFileSync(`${FOLDER}/quality.json`, `${JSON.stringify({ goals: GOALS, all, splits, grades }, null, 1)}\n`);
writeFileSync(`${FOLDER}/quality.html`, pageOf({ grades, splits: { all, ...splits } }));
console.log(`Written: ${FOLDER}/quality.json and ${FOLDER}/quality.html`);
for (const goal of below) console.log(`Below its goal: ${goal}`);
console.log(JSON.stringify({ bench: "quality", ...all, splits }));
process.exitCode = below.length > 0 ? 1 : 0;
