import type { Sql } from "./db.ts";
import { longestWaitMs, parseDuration } from "./duration.ts";
import { evaluate, keyOf, matches } from "./expression.ts";
import type { FunctionConfig } from "./function-config.ts";
import type { EngineEvent } from "./scope.ts";

/** The farthest a priority may move a run in the queue, in seconds (Inngest's limit). */
const maxPrioritySeconds = 600;

/** Whether rateLimit and idempotency let the event through; counts it if so. */
export async function withinRate(sql: Sql, config: FunctionConfig, event: EngineEvent): Promise<boolean> {
  const once = config.idempotency ? { key: config.idempotency, limit: 1, period: "24h" } : undefined;
  for (const [kind, rate] of Object.entries({ once, rate: config.rateLimit })) {
    if (!rate) continue;
    // GCRA with a burst of limit/10, as the server: "3 per 10s" lets one through every 3.3 s.
    const interval = parseDuration(rate.period) / rate.limit / 1000;
    const burst = interval * Math.floor(rate.limit / 10);
    const key = `${kind}:${config.id}:${keyOf(rate.key, { event })}`;
    const taken = await sql`
      insert into engine.buckets values (${key}, clock_timestamp() + make_interval(secs => ${interval}))
      on conflict (key) do update
        set until = greatest(buckets.until, clock_timestamp()) + make_interval(secs => ${interval})
        where buckets.until <= clock_timestamp() + make_interval(secs => ${burst})`;
    if (taken.count === 0) return false;
  }
  return true;
}

/** Keeps the event for the end of a quiet period; each new one replaces it. True if the function debounces. */
export async function debounced(sql: Sql, config: FunctionConfig, event: EngineEvent): Promise<boolean> {
  if (!config.debounce) return false;
  const { period, timeout, key } = config.debounce;
  const now = Date.now();
  const latest = now + (timeout ? parseDuration(timeout) : longestWaitMs);
  const at = new Date(Math.min(now + parseDuration(period), latest));
  // The latest instant stays that of the first event. A claim under way is outdated by the new generation.
  await sql`
    insert into engine.jobs (kind, function_id, run_at, key, payload)
    values ('debounce', ${config.id}, ${at}, ${`debounce:${config.id}:${keyOf(key, { event })}`}, ${sql.json({ event, latest })})
    on conflict (key) do update set owner = null, generation = jobs.generation + 1,
      run_at = least(excluded.run_at, to_timestamp((jobs.payload ->> 'latest')::float8 / 1000)),
      payload = jsonb_set(excluded.payload, '{latest}', jobs.payload -> 'latest')`;
  return true;
}

/** Adds the event to the open batch and closes it when full. True if the function batches this event. */
export async function batched(sql: Sql, config: FunctionConfig, event: EngineEvent): Promise<boolean> {
  if (!config.batchEvents || !matches(config.batchEvents.if, { event })) return false;
  const { maxSize, timeout } = config.batchEvents;
  const key = `batch:${config.id}:${keyOf(config.batchEvents.key, { event })}`;
  const at = new Date(Date.now() + parseDuration(timeout));
  await sql`
    insert into engine.jobs (kind, function_id, run_at, key, payload)
    values ('batch', ${config.id}, ${at}, ${key}, ${sql.json({ events: [event] })})
    on conflict (key) do update set owner = null, generation = jobs.generation + 1,
      payload = jsonb_set(jobs.payload, '{events}', (jobs.payload -> 'events') || (excluded.payload -> 'events'))`;
  await sql`
    update engine.jobs set run_at = now(), key = null
    where key = ${key} and jsonb_array_length(payload -> 'events') >= ${maxSize}`;
  return true;
}

/** Reserves the run's start under throttle: `limit` (and burst) at once, then evenly. ms since the epoch. */
export async function throttledStart(
  sql: Sql,
  config: FunctionConfig,
  event: EngineEvent,
  at: number,
): Promise<number> {
  if (!config.throttle) return at;
  const { limit, period, burst, key } = config.throttle;
  const interval = parseDuration(period) / limit;
  const [bucket] = await sql<{ until: Date }>`
    insert into engine.buckets
    values (${`throttle:${config.id}:${keyOf(key, { event })}`}, ${new Date(at)}::timestamptz + make_interval(secs => ${interval / 1000}))
    on conflict (key) do update
      set until = greatest(buckets.until, ${new Date(at)}::timestamptz) + make_interval(secs => ${interval / 1000})
    returning until`;
  return bucket ? Math.max(at, bucket.until.getTime() - interval * (limit + (burst ?? 0))) : at;
}

/** Where the run stands in the queue: seconds it is treated as older (or, negative, younger) than it is. */
export function priorityOf(config: FunctionConfig, event: EngineEvent): number {
  const seconds = config.priority?.run ? Number(evaluate(config.priority.run, { event })) : 0;
  return Number.isFinite(seconds)
    ? Math.max(-maxPrioritySeconds, Math.min(maxPrioritySeconds, Math.round(seconds)))
    : 0;
}

/** The concurrency slots an execution of this run needs: parallel lists of keys and limits, null without limits. */
export function concurrencyOf(
  config: FunctionConfig,
  event: EngineEvent,
): { limitKeys: string[]; limits: number[] } | null {
  const given = config.concurrency ?? [];
  const rules = (Array.isArray(given) ? given : [typeof given === "number" ? { limit: given } : given]).filter(
    (rule) => rule.limit > 0,
  );
  if (rules.length === 0) return null;
  const keyFor = (rule: (typeof rules)[number]) => {
    const { scope = "fn", key }: { scope?: string | undefined; key?: string | undefined } = rule;
    return `${scope === "fn" ? config.id : scope}:${key ?? ""}:${keyOf(key, { event })}`;
  };
  return { limitKeys: rules.map(keyFor), limits: rules.map((rule) => rule.limit) };
}

/** The key of which only one run may be open, null if the function is no singleton. */
export function singletonKeyOf(config: FunctionConfig, event: EngineEvent): string | null {
  return config.singleton ? `${config.id}:${keyOf(config.singleton.key, { event })}` : null;
}
