import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isProvablyDead, newOwner } from "./owner";

const own = newOwner();
const as = (place: number, value: string): string => own.split("|").with(place, value).join("|");

test("a process that lives is not dead, and neither is one of another machine, boot or pid namespace", () => {
  expect(isProvablyDead(own)).toBe(false);
  const gone = as(3, "4194303");
  expect(isProvablyDead(gone)).toBe(true);
  for (const [place, value] of [
    [1, "another-boot"],
    [2, "pid:[1]"],
    [1, ""],
    [4, ""],
  ] as const)
    expect(isProvablyDead(gone.split("|").with(place, value).join("|"))).toBe(false);
  expect(isProvablyDead("sweep")).toBe(false);
});

test("a pid that another process has by now is no sign of life", () => {
  expect(isProvablyDead(as(4, "1"))).toBe(true);
});

test("a process of ours is dead once it was killed", async () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  const pid = String(child.pid);
  const start = readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[21] ?? "";
  const owner = as(3, pid).split("|").with(4, start).join("|");
  expect(isProvablyDead(owner)).toBe(false);
  child.kill("SIGSTOP");
  expect(isProvablyDead(owner)).toBe(false);
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  expect(isProvablyDead(owner)).toBe(true);
});
