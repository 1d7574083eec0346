import postgres, { type Sql } from "postgres";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/server/testing/database";
import { chooseTime, ofInstant } from "./wall-time";

const database = testDatabase();

const [FROM, TO] = [Date.UTC(2026, 0, 1) / 1000, Date.UTC(2037, 0, 1) / 1000];
const HOUR = 3_600;

let sql: Sql;
beforeAll(() => {
  sql = postgres(database.url("app"), { max: 1 });
});
afterAll(() => sql.end({ timeout: 5 }));

/** Seconds since 1970 at which a zone's offset changes, and the offsets before and after, in seconds. */
type Change = { zone: string; at: number; before: number; after: number };
const keyOf = ({ zone, at, before, after }: Change) => `${zone} ${at} ${before} ${after}`;

/** Names as IANA and the engine spell them; what only one side knows is not a zone that a person can choose here. */
async function zonesOfBoth(): Promise<{ both: string[]; onlyHere: string[]; onlyThere: string[] }> {
  const rows = await sql<{ name: string }[]>`
    select name from pg_timezone_names where name !~ '^(posix|right)/' and name not in ('Factory', 'posixrules', 'localtime')`;
  const there = rows.map(({ name }) => name);
  const known = new Set(there);
  const knownHere = (zone: string) => {
    try {
      return Boolean(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone));
    } catch {
      return false;
    }
  };
  return {
    both: there.filter(knownHere).sort(),
    onlyHere: Intl.supportedValuesOf("timeZone").filter((zone) => !known.has(zone)),
    onlyThere: there.filter((zone) => !knownHere(zone)),
  };
}

/** By Postgres: days on which the offset changes, then the hour, then the second. */
async function changesThere(zones: string[]): Promise<Change[]> {
  return sql<Change[]>`
    with recursive span as (
      select zone, at, 86400 as width from unnest(${zones}::text[]) zone, generate_series(${FROM}::bigint, ${TO - 86_400}::bigint, 86400) at
      where timezone(zone, to_timestamp(at)) - timezone('UTC', to_timestamp(at))
        <> timezone(zone, to_timestamp(at + 86400)) - timezone('UTC', to_timestamp(at + 86400))
      union all
      select zone, at + n * step, step from span
      cross join lateral (select case width when 86400 then 3600 when 3600 then 60 else 1 end as step) s
      cross join lateral generate_series(0, width / step - 1) n
      where width > 1
        and timezone(zone, to_timestamp(at + n * step)) - timezone('UTC', to_timestamp(at + n * step))
          <> timezone(zone, to_timestamp(at + (n + 1) * step)) - timezone('UTC', to_timestamp(at + (n + 1) * step))
    )
    select zone, (at + 1)::float8 as at,
      extract(epoch from timezone(zone, to_timestamp(at)) - timezone('UTC', to_timestamp(at)))::float8 as before,
      extract(epoch from timezone(zone, to_timestamp(at + 1)) - timezone('UTC', to_timestamp(at + 1)))::float8 as after
    from span where width = 1`;
}

/** By the engine's own zone data, without our code. */
function changesHere(zone: string): Change[] {
  const found: Change[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(FROM * 1000).toZonedDateTimeISO(zone);
  for (;;) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition("next");
    if (!next || next.epochMilliseconds >= TO * 1000) return found;
    const before = next.subtract({ seconds: 1 }).offsetNanoseconds / 1e9;
    found.push({ zone, at: next.epochMilliseconds / 1000, before, after: next.offsetNanoseconds / 1e9 });
    at = next;
  }
}

const wallOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19);

/** Wall times around a change: well before and after, at both of its edges, and within what is skipped or comes twice. */
function wallsAround({ zone, at, before, after }: Change): { zone: string; wall: string }[] {
  const [low, high] = [at + Math.min(before, after), at + Math.max(before, after)];
  const middle = Math.floor((low + high) / 2);
  return [low - HOUR, low - 1, low, low + 1, middle, high - 1, high, high + 1, high + HOUR].map((seconds) => ({
    zone,
    wall: wallOf(seconds),
  }));
}

type Read = { ours: number; kind: "plain" | "skipped" | "twice"; expected: number; walled: string };

/**
 * What Postgres makes of the same wall times. Its `AT TIME ZONE` reads a skipped time with the offset from before the
 * change, as we do, and a time that comes twice as the second one; ours is the first, so the earlier of the instants that
 * Postgres itself shows as that wall time is what is expected.
 */
const readThere = (cases: { zone: string; wall: string; ours: number }[]): Promise<Read[]> =>
  sql<Read[]>`
    select ours, case when early is null then 'skipped' when early < late then 'twice' else 'plain' end as kind,
      coalesce(early, p)::float8 as expected, to_char(timezone(zone, to_timestamp(ours)), 'YYYY-MM-DD"T"HH24:MI:SS') as walled
    from unnest(${cases.map(({ zone }) => zone)}::text[], ${cases.map(({ wall }) => wall)}::text[], ${cases.map(({ ours }) => ours)}::float8[])
      with ordinality as c(zone, wall_text, ours, n)
    cross join lateral (select wall_text::timestamp as wall) w
    cross join lateral (select extract(epoch from timezone(zone, wall)) as p) r
    cross join lateral (
      select min(i) as early, max(i) as late
      from (values (p - 43200), (p + 43200)) v(near)
      cross join lateral (
        select extract(epoch from wall) - extract(epoch from timezone(zone, to_timestamp(near)) - timezone('UTC', to_timestamp(near))) as i) x
      where timezone(zone, to_timestamp(i)) = wall
    ) seen
    order by n`;

test("every zone's every change of the clocks until 2036 is read as Postgres reads it", async () => {
  const { both, onlyHere, onlyThere } = await zonesOfBoth();
  const here = both.flatMap(changesHere);
  const there = await changesThere(both);
  // A change that only one side has comes from unequal zone data: it is listed, and what is near it not judged.
  const [hereKeys, thereKeys] = [new Set(here.map(keyOf)), new Set(there.map(keyOf))];
  const unequal = [
    ...here.filter((one) => !thereKeys.has(keyOf(one))),
    ...there.filter((one) => !hereKeys.has(keyOf(one))),
  ];
  const apart = Map.groupBy(unequal, ({ zone }) => zone);
  const judged = here.filter(
    (one) => thereKeys.has(keyOf(one)) && !apart.get(one.zone)?.some(({ at }) => Math.abs(at - one.at) < 48 * HOUR),
  );

  const cases = judged.flatMap(wallsAround).map((one) => {
    const chosen = chooseTime(one.wall, one.zone);
    return { ...one, chosen, ours: chosen.dueAt.getTime() / 1000 };
  });
  const differences: unknown[] = [];
  const kinds = { plain: 0, skipped: 0, twice: 0 };
  for (let i = 0; i < cases.length; i += 5_000) {
    const batch = cases.slice(i, i + 5_000);
    for (const [n, read] of (await readThere(batch)).entries()) {
      const one = batch[n];
      kinds[read.kind]++;
      const same =
        one &&
        read.ours === read.expected &&
        read.walled === one.chosen.wallTime &&
        (read.kind === "plain") === (one.chosen.shifted === null) &&
        ofInstant(Temporal.Instant.fromEpochMilliseconds(read.ours * 1000), one.zone).wallTime === read.walled;
      if (!same) differences.push({ zone: one?.zone, wall: one?.wall, ours: one?.chosen, read });
    }
  }
  const figures = { zones: both.length, changes: judged.length, wallTimes: cases.length, ...kinds };
  console.info(
    JSON.stringify({
      ...figures,
      onlyHere,
      onlyThere,
      unequalZoneData: Object.fromEntries([...apart].map(([zone, { length }]) => [zone, length])),
    }),
  );
  expect(differences).toEqual([]);
  // So that an oracle that sees nothing is noticed: half of the zones have no changes, the others two a year.
  expect(figures.zones).toBeGreaterThan(400);
  expect(judged.length).toBeGreaterThan(2_000);
  expect(Math.min(kinds.skipped, kinds.twice)).toBeGreaterThan(2_000);
  expect(unequal.length).toBeLessThan(here.length / 20);
}, 60_000);
