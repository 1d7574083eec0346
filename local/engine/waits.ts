import type { Sql } from "./db.ts";
import { equalityPath, matches, valueAt } from "./expression.ts";
import type { EngineEvent } from "./scope.ts";

type NewWait = {
  stepId: string;
  kind: "event" | "signal" | "cancel";
  /** Event name, or `signal:<name>`. */
  event: string;
  expression?: string | undefined;
  /** ms since the epoch. */
  expiresAt: number;
};

/** Remembers that a run waits for, or is cancelled by, an event or signal. */
export async function addWait(sql: Sql, run: { id: string; event: EngineEvent }, wait: NewWait): Promise<void> {
  const path = equalityPath(wait.expression);
  await sql`
    insert into engine.waits (run_id, step_id, kind, event, expression, match_path, match_value, expires_at)
    values (${run.id}, ${wait.stepId}, ${wait.kind}, ${wait.event}, ${path ? null : (wait.expression ?? null)}, ${path},
      ${path ? sql.json([valueAt(run.event, path)]) : null}, ${new Date(wait.expiresAt)})`;
}

/** A wait an event fulfils. */
export type FulfilledWait = { runId: string; stepId: string; kind: NewWait["kind"] };

/** The waits this event fulfils. The event that started a run never counts for that run. */
export async function waitsFor(sql: Sql, event: EngineEvent): Promise<FulfilledWait[]> {
  const candidates = await sql<FulfilledWait & { expression: string | null; events: EngineEvent[] | null }>`
    select wait.run_id, wait.step_id, wait.kind, wait.expression,
      case when wait.expression is not null then run.events end as events
    from engine.waits wait join engine.runs run on run.id = wait.run_id
    where wait.event = ${event.name} and wait.expires_at > now()
      and (wait.match_path is null
        or wait.match_value = jsonb_build_array(coalesce(${sql.json(event)}::jsonb #> wait.match_path, 'null')))
      and not run.events @> ${sql.json([{ id: event.id }])}
    order by wait.run_id, wait.step_id`;
  return candidates.filter((wait) => matches(wait.expression, { event: wait.events?.[0], async: event }));
}
