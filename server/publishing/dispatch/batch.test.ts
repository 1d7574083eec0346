import { expect, test } from "vitest";
import { createBatch } from "./batch";

/** A batch whose runs wait until they are let go, with the items of each run. */
function held(most: number, atOnce: number, beside = 1) {
  const runs: { items: number[]; end: (error?: Error) => void }[] = [];
  const batch = createBatch<number, string>({
    most,
    atOnce,
    beside,
    run: (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error ? reject(error) : resolve((item) => `answer to ${item}`));
        runs.push({ items, end });
      }),
  });
  return { batch, runs };
}
const turn = () => new Promise((done) => setImmediate(done));

test("what is asked for in the same moment goes together, and each gets its own answer", async () => {
  const { batch, runs } = held(10, 1);
  const answers = [1, 2, 3].map((item) => batch.add(item));
  await turn();
  expect(runs.map(({ items }) => items)).toEqual([[1, 2, 3]]);
  runs[0]?.end();
  expect(await Promise.all(answers)).toEqual(["answer to 1", "answer to 2", "answer to 3"]);
});

test("more than a batch holds goes side by side, and the rest after it", async () => {
  const { batch, runs } = held(2, 2);
  const answers = [1, 2, 3, 4, 5].map((item) => batch.add(item));
  await turn();
  expect(runs.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  for (const run of runs) run.end();
  await Promise.all(answers.slice(0, 4));
  await turn();
  expect(runs.at(2)?.items).toEqual([5]);
  runs.at(2)?.end();
  expect(await answers.at(-1)).toBe("answer to 5");
});

test("what comes while all are under way goes with the next, also after a failure, which is its own batch's only", async () => {
  const { batch, runs } = held(10, 1);
  const failing = batch.add(1);
  await turn();
  const late = batch.add(2);
  await turn();
  expect(runs).toHaveLength(1);
  runs[0]?.end(new Error("gone"));
  await expect(failing).rejects.toThrow("gone");
  await turn();
  runs[1]?.end();
  expect(await late).toBe("answer to 2");
});

test("it is idle once everything has its answer", async () => {
  const { batch, runs } = held(10, 1);
  await batch.idle();
  const answer = batch.add(1);
  let idle = false;
  const done = batch.idle().then(() => (idle = true));
  await turn();
  expect(idle).toBe(false);
  runs[0]?.end();
  await Promise.all([answer, done]);
});

test("few wait for the run that is under way, many go beside it", async () => {
  const { batch, runs } = held(10, 2, 3);
  const answers = [batch.add(1)];
  await turn();
  answers.push(batch.add(2), batch.add(3));
  await turn();
  expect(runs).toHaveLength(1);
  answers.push(batch.add(4));
  await turn();
  expect(runs.at(1)?.items).toEqual([2, 3, 4]);
  answers.push(batch.add(5));
  for (const run of runs) run.end();
  await Promise.all(answers.slice(0, 4));
  await turn();
  expect(runs.at(2)?.items).toEqual([5]);
  runs.at(2)?.end();
  await Promise.all(answers);
  await batch.idle();
});
