import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { claimDirectory } from "@/local/claim-directory";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "reprise-claim-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a directory is free, taken, and free again", () => {
  const first = claimDirectory(directory);
  expect(first.leftBehind).toBe(false);
  first.release();
  expect(existsSync(join(directory, "pid"))).toBe(false);
});

test("what a killed one left is taken over; a number that now is another program's counts as left", () => {
  for (const pid of [999_999_999, process.ppid]) {
    writeFileSync(join(directory, "pid"), String(pid));
    expect(claimDirectory(directory).leftBehind).toBe(true);
  }
});

test("a directory somebody runs on is refused, and the message says what to do", async () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "local/start.ts"]);
  try {
    writeFileSync(join(directory, "pid"), String(other.pid));
    await vi.waitFor(() => expect(() => claimDirectory(directory)).toThrow("DATA_DIR and a PORT of its own"));
  } finally {
    other.kill("SIGKILL");
  }
});
