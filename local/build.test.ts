import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildWhenStale } from "@/local/build";

// A repository of one page, with a builder that counts.

const home = process.cwd();
const quiet = () => {};
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "reprise-build-"));
  process.chdir(directory);
  for (const path of ["app", ".next", "node_modules/next/dist/bin"]) mkdirSync(path, { recursive: true });
  writeFileSync("app/page.tsx", "one");
  builder(`require("node:fs").appendFileSync("builds", "x")`);
});
afterEach(() => {
  process.chdir(home);
  rmSync(directory, { recursive: true, force: true });
});

const builder = (code: string): void => writeFileSync("node_modules/next/dist/bin/next", code);
const builds = (): number => (existsSync("builds") ? readFileSync("builds", "utf8").length : 0);

test("what is built already is not built again; what changed is, tests aside", async () => {
  await buildWhenStale(quiet);
  await buildWhenStale(quiet);
  writeFileSync("app/page.test.tsx", "a test");
  await buildWhenStale(quiet);
  expect(builds()).toBe(1);
  writeFileSync("app/page.tsx", "two");
  await buildWhenStale(quiet);
  expect(builds()).toBe(2);
});

test("two starts at once make one build", async () => {
  builder(`setTimeout(() => require("node:fs").appendFileSync("builds", "x"), 200)`);
  await Promise.all([buildWhenStale(quiet), buildWhenStale(quiet)]);
  expect(builds()).toBe(1);
});

test("a failed build says why, leaves no lock and is tried again", async () => {
  builder(`console.error("app/page.tsx is wrong"); process.exit(1)`);
  await expect(buildWhenStale(quiet)).rejects.toThrow("app/page.tsx is wrong");
  await expect(buildWhenStale(quiet)).rejects.toThrow("app/page.tsx is wrong");
  expect(existsSync(".next-build.lock")).toBe(false);
});

test("the lock of a build that was killed is taken over", async () => {
  mkdirSync(".next-build.lock");
  writeFileSync(".next-build.lock/pid", "999999999");
  await buildWhenStale(quiet);
  expect(builds()).toBe(1);
});
