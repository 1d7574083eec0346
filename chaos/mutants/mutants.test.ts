import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MUTANTS } from "./list/all";
import { KINDS } from "./mutant";
import { mutated } from "./plant";

// What npm run chaos:mutants plants is looked for here, so that it does not rot.

test("there are enough of each kind, under names of their own, and each is noticed by something", () => {
  for (const kind of KINDS) expect(MUTANTS.filter((one) => one.kind === kind).length, kind).toBeGreaterThanOrEqual(3);
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  expect(MUTANTS.filter(({ scenario, tests }) => !scenario && !tests)).toEqual([]);
});

describe.each(MUTANTS)("$name", (mutant) => {
  test("its text is still there, once", () => {
    expect(mutated(".", mutant).text).toContain(mutant.replace);
  });

  test("and so are the tests that notice it", () => {
    for (const file of mutant.tests?.files ?? []) expect(readFileSync(file, "utf8")).toContain(mutant.tests?.name);
  });
});
