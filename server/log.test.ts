import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withoutTenant } from "@/db/client";
import { users } from "@/db/schema/users";
import { AppError, NetworkError } from "@/server/errors";
import { log, withLogContext } from "@/server/log";
import { testDatabase } from "@/server/testing/database";

testDatabase();

let lines: string[];
beforeEach(() => {
  lines = [];
  log().level = "info";
  Object.assign(log(), { [pino.symbols.streamSym]: { write: (line: string) => lines.push(line) } });
});
afterEach(() => {
  log().level = "silent";
});

test("a line carries the request and workspace it belongs to, and no secret field", () => {
  withLogContext({ requestId: "r-1" }, () =>
    withLogContext({ workspaceId: "w-1" }, () =>
      log().info({ password: "hunter2", account: { token: "t-9" } }, "hello"),
    ),
  );
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ requestId: "r-1", workspaceId: "w-1", msg: "hello" });
  expect(lines[0]).not.toMatch(/hunter2|t-9/);
});

test("a failed statement is logged without what it was to write", async () => {
  const person = { email: "ada@secret.example", passwordHash: "scrypt$17$8$1$salt$hash", name: "Line one\nLine two" };
  const write = () => withoutTenant((tx) => tx.insert(users).values(person));
  await write();
  const error: unknown = await write().catch((thrown: unknown) => thrown);
  log().error({ err: new AppError("CONFLICT", "Taken.", { cause: error }) }, "request failed");
  const { err } = JSON.parse(lines[0] ?? "") as { err: { cause: unknown } };
  expect(err.cause).toMatchObject({ statement: expect.stringContaining("insert into"), cause: { code: "23505" } });
  expect(lines[0]).not.toMatch(/secret\.example|scrypt|Line/);
});

test("an error keeps what is needed to find its reason", () => {
  log().warn(
    { err: new NetworkError("unavailable", "x.example did not answer in time.", { code: "timeout" }) },
    "later",
  );
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    err: {
      type: "NetworkError",
      message: "x.example did not answer in time.",
      kind: "unavailable",
      code: "timeout",
      stack: expect.stringContaining("log.test.ts"),
    },
  });
});
