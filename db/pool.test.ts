import { afterEach, expect, test, vi } from "vitest";
import { testDatabase } from "@/server/testing/database";
import { openPool } from "./pool";

const database = testDatabase();
afterEach(() => void vi.useRealTimers());

test("a transaction has limits, and who waits too long for a connection is told so", async () => {
  const pool = openPool({ url: database.url("app"), name: "test", max: 1 });
  const limits =
    "select current_setting('statement_timeout') s, current_setting('idle_in_transaction_session_timeout') i";
  const gate = Promise.withResolvers<void>();
  const held = Promise.withResolvers<unknown>();
  const holding = pool.begin(async (sql) => {
    held.resolve(await sql.unsafe(limits));
    await gate.promise;
  });
  expect(await held.promise).toEqual([{ s: "30s", i: "15s" }]);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const late = expect(pool.unsafe("select 1")).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  await vi.advanceTimersByTimeAsync(9_000);
  const early = pool.unsafe("select 2 as two");
  await vi.advanceTimersByTimeAsync(1_000);
  await late;
  vi.useRealTimers();
  gate.resolve();
  await holding;
  expect(await early).toEqual([{ two: 2 }]);
  // What a transaction set is gone with it.
  expect(await pool.unsafe(limits)).toEqual([{ s: "0", i: "0" }]);
  await pool.end();
});
