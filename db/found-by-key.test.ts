import postgres from "postgres";
import { expect, test } from "vitest";
import { testDatabase } from "@/server/testing/database";

const database = testDatabase();

test("what the dispatcher calls finds rows by key, whatever the statistics say", async () => {
  const sql = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
  const rows = await sql<{ name: string }[]>`
    select proname as name from pg_proc
    where pronamespace = \x27sweep\x27::regnamespace and not coalesce(proconfig @> \x27{enable_seqscan=off}\x27, false)
      and proname in (\x27load_claimed\x27, \x27begin_sending\x27, \x27record_outcomes\x27, \x27release_claims\x27, \x27renew_claims\x27,
        \x27tend_deliveries\x27, \x27take_unknown\x27)`;
  await sql.end({ timeout: 5 });
  expect(rows.map(({ name }) => name)).toEqual([]);
});
