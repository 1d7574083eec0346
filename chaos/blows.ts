import { setTimeout as wait } from "node:timers/promises";
import type { Blow, Scenario } from "@/chaos/faults";
import { type Chance, chance } from "@/chaos/random";
import type { Journal } from "./load/journal";
import type { Instance, Stage } from "./stage/stage";

/** What a blow works with. `freezeMs` is longer than any lease and deadline of the run. */
type Means = { stage: Stage; luck: Chance; freezeMs: number; journal: Journal; until: number };

/** One blow: strikes, and puts right what nobody else would put right. */
type Strike = (means: Means) => Promise<void>;

const SLOW_MS = 200;
const LONGEST_START_MS = 60_000;
/** Fewer than the apps want. */
const FEW_CONNECTIONS = 6;
const JUMPS_MS = [1_000, -1_000, 3_600_000, -3_600_000, 86_400_000, -86_400_000] as const;

const someApp = ({ stage, luck }: Means): Instance | undefined => {
  const running = stage.instances.filter(({ child }) => child?.running());
  return running[luck.between(0, running.length - 1)];
};

let jump = 0;
const STRIKES: Record<Blow, Strike> = {
  "kill app": async (means) => {
    // One is left, however slowly they start: work goes on while they die.
    const deadline = performance.now() + LONGEST_START_MS;
    while (means.stage.instances.filter(({ child }) => child?.running()).length < 2) {
      if (performance.now() > deadline) throw new Error("No second instance came up.");
      await wait(20);
    }
    await someApp(means)?.child?.kill("SIGKILL");
  },
  "kill postgres": ({ stage }) => stage.database.kill(),
  "restart postgres": ({ stage }) => stage.database.restart(),
  "kill executor": ({ stage }) => stage.killEngine(),
  "freeze app": async (means) => {
    const child = someApp(means)?.child;
    child?.signal("SIGSTOP");
    await wait(means.freezeMs);
    child?.signal("SIGCONT");
  },
  "slow database": async ({ stage, luck }) => {
    stage.wire.delayMs = SLOW_MS;
    await wait(luck.between(2_000, 4_000));
    stage.wire.delayMs = 0;
  },
  "no connections": async ({ stage, luck }) => {
    const limit = (most: number) =>
      stage.database.admin((sql) => sql.unsafe(`alter role reprise_app connection limit ${most}`));
    await limit(FEW_CONNECTIONS);
    await stage.database.admin(
      (sql) =>
        sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reprise_app' and random() < 0.7`,
    );
    await wait(luck.between(2_000, 4_000));
    await limit(-1);
  },
  clock: async ({ stage, luck }) => {
    const ms = JUMPS_MS[jump++ % JUMPS_MS.length] ?? 0;
    await Promise.all(stage.instances.map((instance) => stage.shiftClock(instance, ms)));
    await wait(luck.between(2_000, 4_000));
    await Promise.all(stage.instances.map((instance) => stage.shiftClock(instance, 0)));
  },
  "disk full": async ({ stage, luck }) => {
    const empty = stage.database.fillDisk();
    await wait(luck.between(2_000, 4_000));
    empty();
    // Without room for its log Postgres ends; whoever frees the disk starts it.
    await wait(500);
    await stage.database.revive();
  },
  restore: async ({ stage, journal, until }) => {
    const takenAt = Date.now();
    await stage.database.backUp();
    await wait(Math.max(until - Date.now(), 0));
    await stage.database.restore();
    journal.write([{ op: "restored", takenAt, at: Date.now() }]);
  },
};

/** Strikes everything a scenario names at random points of its time, one after the other; returns how often each struck. */
export async function strikeAll(
  scenario: Scenario,
  given: Omit<Means, "luck" | "until"> & { seed: number; startAt: number; progress: (struck: number) => void },
): Promise<Map<Blow, number>> {
  const luck = chance(given.seed, `blows of ${scenario.name}`);
  const endAt = given.startAt + scenario.seconds * 1_000;
  const plan = scenario.blows
    .flatMap(({ kind, times }) => Array.from({ length: times }, () => ({ kind, at: luck.next() })))
    .toSorted((a, b) => a.at - b.at);
  const struck = new Map<Blow, number>();
  for (const [i, { kind, at }] of plan.entries()) {
    await wait(Math.max(given.startAt + at * (endAt - given.startAt) - Date.now(), 0));
    await STRIKES[kind]({ ...given, luck, until: endAt });
    struck.set(kind, (struck.get(kind) ?? 0) + 1);
    given.progress(i + 1);
  }
  return struck;
}
