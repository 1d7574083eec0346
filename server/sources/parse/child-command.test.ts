import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { childCommand } from "./child-command";

const run = promisify(execFile);

test("a parser's process reads no files but code, writes nothing, starts nothing and knows no environment", async () => {
  const { command, parts, root } = await childCommand("fixtures/probe-isolation.ts", { timeMs: 5_000, heapMb: 128 });
  const { stdout } = await run(command, parts, { cwd: root, env: { NODE_ENV: "production" } });
  expect(JSON.parse(stdout)).toEqual({
    readSecrets: "ERR_ACCESS_DENIED",
    readSystem: "ERR_ACCESS_DENIED",
    readOtherCode: "ERR_ACCESS_DENIED",
    write: "ERR_ACCESS_DENIED",
    execute: "ERR_ACCESS_DENIED",
    thread: "ERR_ACCESS_DENIED",
    evaluate: "EvalError",
    environment: expect.not.arrayContaining(["PATH", "HOME", "DATABASE_URL", "NODE_OPTIONS"]),
  });
});
