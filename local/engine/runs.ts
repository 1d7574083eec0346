import type { Sql } from "./db.ts";
import { addExecution, addJob, stepKey } from "./queue.ts";
import { type EngineEvent, isOpen, type Run, type RunError, type Scope, type StepResult } from "./scope.ts";
import { matchingTrigger } from "./triggers.ts";
import { ulid } from "./ulid.ts";

/** How a run ends. */
type Outcome = { status: "completed"; output: unknown } | { status: "failed" | "cancelled"; error: RunError };

/** Loads the run and keeps other transactions off it. */
export async function lockRun(sql: Sql, runId: string | null): Promise<Run | undefined> {
  const [run] = await sql<Run>`select * from engine.runs where id = ${runId} for update`;
  return run;
}

/** Keeps a finished step; one that is already there stays as it is. */
export async function saveStep(
  sql: Sql,
  runId: string,
  step: { id: string; op: string; name: string | null; result: StepResult },
): Promise<void> {
  await sql`
    insert into engine.steps (run_id, id, op, name, status, result, seq)
    values (${runId}, ${step.id}, ${step.op}, ${step.name}, 'done', ${sql.json(step.result)}, nextval('engine.step_seq'))
    on conflict (run_id, id) do update
      set status = 'done', op = excluded.op, result = excluded.result, seq = excluded.seq
      where steps.status = 'pending'`;
}

/** Completes a waiting step and calls the function again; nothing happens if step or run are over. */
export async function resumeStep(sql: Sql, run: Run | undefined, stepId: string, result: StepResult): Promise<void> {
  if (!isOpen(run)) return;
  const [step] = await sql<{ race: boolean }>`
    update engine.steps set status = 'done', result = ${sql.json(result)}, seq = nextval('engine.step_seq')
    where run_id = ${run.id} and id = ${stepId} and status = 'pending' returning race`;
  if (!step) return;
  await sql`delete from engine.waits where run_id = ${run.id} and step_id = ${stepId}`;
  await sql`delete from engine.jobs where key = ${stepKey(run.id, stepId)}`;
  await reenter(sql, run, step.race);
}

/** Calls the function again, unless parallel siblings that belong together are still open. */
export async function reenter(sql: Sql, run: Run, race: boolean): Promise<void> {
  if (!race) {
    const open = await sql`
      select from engine.steps where run_id = ${run.id} and status = 'pending' and together limit 1`;
    if (open.count > 0) return;
    if (run.planOnly) {
      run.planOnly = false;
      await sql`update engine.runs set plan_only = false where id = ${run.id}`;
    }
  }
  await addExecution(sql, run);
}

/** Ends a run once: drops what it waits for, answers its parent and announces the end to functions that listen. */
export async function finishRun(scope: Scope, run: Run, outcome: Outcome): Promise<void> {
  const { sql } = scope;
  const output = outcome.status === "completed" ? (outcome.output ?? null) : null;
  const error = outcome.status === "completed" ? null : outcome.error;
  const ended = await sql`
    update engine.runs set status = ${outcome.status}, output = ${sql.json(output)}, error = ${sql.json(error)},
      ended_at = now(), started_at = coalesce(started_at, now())
    where id = ${run.id} and status in ('queued', 'running')`;
  if (ended.count === 0) return;
  await sql`delete from engine.jobs where run_id = ${run.id}`;
  await sql`delete from engine.waits where run_id = ${run.id}`;
  if (run.parentRunId && run.parentStepId)
    await resumeStep(sql, await lockRun(sql, run.parentRunId), run.parentStepId, error ? { error } : { data: output });
  await announce(scope, run, outcome);
}

/** The message of a run that was stopped from outside. */
export function cancelled(why: string): Outcome {
  return { status: "cancelled", error: { name: "Cancelled", message: why } };
}

const endNames = { completed: "Completed", failed: "Failed", cancelled: "Cancelled" } as const;

async function announce(scope: Scope, run: Run, outcome: Outcome): Promise<void> {
  const [trigger] = run.events;
  if (trigger.name.startsWith("inngest/function.") && trigger.name !== "inngest/function.invoked") return; // no echo
  const data = {
    function_id: run.functionId,
    run_id: run.id,
    event: trigger,
    events: run.events,
    ...(outcome.status === "completed" ? { result: outcome.output } : { error: outcome.error }),
    _inngest: { status: endNames[outcome.status] },
  };
  const names = ["inngest/function.finished"];
  if (outcome.status !== "completed") names.push(`inngest/function.${outcome.status}`);
  const events: EngineEvent[] = names.map((name) => ({ id: ulid(), name, ts: Date.now(), data }));
  for (const event of events)
    if (await someoneListens(scope, event))
      await addJob(scope.sql, { kind: "announce", payload: { event, runId: run.id } });
}

async function someoneListens({ sql, functions }: Scope, event: EngineEvent): Promise<boolean> {
  for (const config of functions.values()) if (matchingTrigger(config, event)) return true;
  const waits = await sql`select from engine.waits where event = ${event.name} limit 1`;
  return waits.count > 0;
}
