import type { Sql } from "./db.ts";
import { cronSchedule, type FunctionConfig } from "./function-config.ts";
import { addJob } from "./queue.ts";
import { startRun } from "./schedule-run.ts";
import type { Job, Scope } from "./scope.ts";
import { cronTriggers } from "./triggers.ts";
import { ulid } from "./ulid.ts";

/** Plans the next tick of each cron trigger, and drops ticks of triggers that are gone. */
export async function planCrons(
  sql: Sql,
  configs: readonly FunctionConfig[],
  gone: readonly FunctionConfig[],
): Promise<void> {
  const wanted = new Set(configs.flatMap((config) => cronTriggers(config).map((cron) => tickKey(config, cron))));
  const stale = gone.flatMap((config) => cronTriggers(config).map((cron) => tickKey(config, cron)));
  await sql`delete from engine.jobs where key = any(${stale.filter((key) => !wanted.has(key))})`;
  for (const config of configs) for (const cron of cronTriggers(config)) await planTick(sql, config, cron, Date.now());
}

/** Starts the run of a tick and plans the next. After downtime one tick makes up for all that were missed. */
export async function tick(scope: Scope, config: FunctionConfig, job: Job): Promise<void> {
  const { cron } = job.payload as { cron: string };
  const at = job.runAt.getTime();
  await planTick(scope.sql, config, cron, Math.max(Date.now(), at));
  if (!cronTriggers(config).includes(cron)) return;
  const event = { id: ulid(), name: "inngest/scheduled.timer", data: { cron }, ts: at };
  await startRun(scope, config, { events: [event], dedupeKey: `cron:${cron}:${at}` });
}

async function planTick(sql: Sql, config: FunctionConfig, cron: string, after: number): Promise<void> {
  const next = cronSchedule(cron)?.nextRun(new Date(after));
  if (next)
    await addJob(sql, {
      kind: "cron",
      functionId: config.id,
      at: next.getTime(),
      key: tickKey(config, cron),
      payload: { cron },
    });
}

function tickKey(config: FunctionConfig, cron: string): string {
  return `cron:${config.id}:${cron}`;
}
