import { longestWaitMs, parseDuration, parseInstant } from "./duration.ts";
import {
  batched,
  concurrencyOf,
  debounced,
  priorityOf,
  singletonKeyOf,
  throttledStart,
  withinRate,
} from "./flow-control.ts";
import type { FunctionConfig } from "./function-config.ts";
import { addJob } from "./queue.ts";
import { cancelled, finishRun } from "./runs.ts";
import type { EngineEvent, Run, Scope } from "./scope.ts";
import { ulid } from "./ulid.ts";
import { addWait } from "./waits.ts";

/** What starts a run. */
export type Start = {
  events: [EngineEvent, ...EngineEvent[]];
  /** A function starts at most once per key in 24 h. */
  dedupeKey: string;
  /** The id under which `GET /v1/events/:id/runs` finds the run. */
  eventId?: string;
  /** The step that invoked the function. */
  parent?: { runId: string; stepId: string };
};

/** Passes an event through rateLimit, debounce and batchEvents; starts the run unless one of them keeps it. */
export async function offerRun(scope: Scope, config: FunctionConfig, start: Start): Promise<boolean> {
  const [event] = start.events;
  if (!(await withinRate(scope.sql, config, event))) return false;
  // An invoked run starts at once: its parent waits for the result of exactly this event.
  if (!start.parent && (await debounced(scope.sql, config, event))) return false;
  if (!start.parent && (await batched(scope.sql, config, event))) return false;
  return startRun(scope, config, start);
}

/** Creates the run and its first job; false if it is a duplicate or a skipped singleton. */
export async function startRun(scope: Scope, config: FunctionConfig, start: Start): Promise<boolean> {
  const { sql } = scope;
  const [event] = start.events;
  const singletonKey = singletonKeyOf(config, event);
  if (singletonKey && !(await claimSingleton(scope, config, singletonKey))) return false;

  const id = ulid();
  const priority = priorityOf(config, event);
  const { limitKeys, limits } = concurrencyOf(config, event) ?? { limitKeys: null, limits: null };
  const events = start.events.map((item) => ({ user: {}, ...item }));
  const created = await sql`
    insert into engine.runs (id, function_id, events, event_id, dedupe_key, singleton_key, parent_run_id, parent_step_id,
      priority, limit_keys, limits)
    values (${id}, ${config.id}, ${sql.json(events)}, ${start.eventId ?? event.id}, ${start.dedupeKey}, ${singletonKey},
      ${start.parent?.runId ?? null}, ${start.parent?.stepId ?? null}, ${priority}, ${limitKeys}, ${limits})
    on conflict (function_id, dedupe_key) where dedupe_key is not null do nothing`;
  if (created.count === 0) return false;

  const now = Date.now();
  const wanted = start.events.length > 1 ? now : Math.max(now, event.ts);
  const at = await throttledStart(sql, config, event, wanted);
  for (const [index, rule] of (config.cancel ?? []).entries())
    await addWait(
      sql,
      { id, event },
      {
        stepId: `cancel:${index}`,
        kind: "cancel",
        event: rule.event,
        expression: rule.if,
        expiresAt: rule.timeout ? parseInstant(rule.timeout, now) : now + longestWaitMs,
      },
    );
  if (config.timeouts?.start)
    await addJob(sql, {
      kind: "cancel",
      runId: id,
      at: now + parseDuration(config.timeouts.start),
      payload: { onlyQueued: true, why: "start timeout" },
    });
  const run: Pick<Run, "priority" | "limitKeys" | "limits"> = { priority, limitKeys, limits };
  await addJob(sql, { kind: "execute", runId: id, functionId: config.id, run, ...(at > now ? { at } : {}) });
  return true;
}

/** Makes room for the only run of this key; false if an open one keeps its place. */
async function claimSingleton(scope: Scope, config: FunctionConfig, key: string): Promise<boolean> {
  await scope.sql`select pg_advisory_xact_lock(77310003, hashtext(${key}))`;
  const open = await scope.sql<Run>`
    select * from engine.runs where singleton_key = ${key} and status in ('queued', 'running') for update`;
  if (config.singleton?.mode === "skip") return open.length === 0;
  for (const run of open) await finishRun(scope, run, cancelled("replaced by a newer run of this singleton"));
  return true;
}
