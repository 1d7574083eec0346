import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Service, Supervisor } from "@/local/supervisor";

const SOON = { timeout: 15_000, interval: 20 };
let directory: string;
let supervisor: Supervisor;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "reprise-supervisor-"));
  supervisor = new Supervisor();
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  supervisor.kill();
  rmSync(directory, { recursive: true, force: true });
});

/** A process that notes its number in a file, then does as told. */
function service(code: string): Service {
  const note = `require("node:fs").appendFileSync("pids", process.pid + "\\n");`;
  return { name: "The test", args: ["-e", `process.chdir(${JSON.stringify(directory)}); ${note} ${code}`], env: {} };
}

function pids(): number[] {
  try {
    return readFileSync(join(directory, "pids"), "utf8").trim().split("\n").map(Number);
  } catch {
    return [];
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const started = (count: number): Promise<void> =>
  vi.waitFor(() => expect(pids().length).toBeGreaterThanOrEqual(count), SOON);
const gone = (): Promise<void> => vi.waitFor(() => expect(pids().filter(lives)).toEqual([]), SOON);

test("a service that is killed comes back, and one that keeps dying too", async () => {
  supervisor.keep(service("setInterval(() => {}, 1000);"));
  await started(1);
  process.kill(pids()[0] ?? 0, "SIGKILL");
  await started(2);
  process.kill(pids()[1] ?? 0, "SIGKILL");
  await started(3);
  await supervisor.stop();
  await gone();
});

test("a stop lets services finish, and nothing comes back", async () => {
  const finish = `process.on("SIGTERM", () => { require("node:fs").writeFileSync("finished", ""); process.exit(0); });`;
  const ready = `require("node:fs").writeFileSync("ready", "");`;
  supervisor.keep(service(`${finish} ${ready} setInterval(() => {}, 1000);`));
  await vi.waitFor(() => expect(existsSync(join(directory, "ready"))).toBe(true), SOON);
  await supervisor.stop();
  expect(existsSync(join(directory, "finished"))).toBe(true);
  expect(pids().filter(lives)).toEqual([]);
  expect(pids()).toHaveLength(1);
});

test("what does not stop within its grace is killed, with all it started", async () => {
  const deaf = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
  const child = `require("node:fs").appendFileSync("pids", process.pid + "\\n"); ${deaf}`;
  supervisor.keep(
    service(`require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); ${deaf}`),
  );
  await started(2);
  await supervisor.stop(50);
  await gone();
});

test("a job is waited for, and one that fails says what it printed", async () => {
  await supervisor.run(service(""));
  const failing = supervisor.run(service(`console.log("first"); console.error("then this"); process.exit(3);`));
  await expect(failing).rejects.toThrow(/The test failed \(exit 3\):\n(first\nthen this|then this\nfirst)/);
});

test("a stop ends a job at once, with all it started", async () => {
  const child = `require("node:fs").appendFileSync("pids", process.pid + "\\n"); setInterval(() => {}, 1000);`;
  const job = supervisor.run(
    service(
      `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); setInterval(() => {}, 1000);`,
    ),
  );
  const ended = expect(job).rejects.toThrow("SIGKILL");
  await started(2);
  await supervisor.stop();
  await ended;
  await gone();
});
