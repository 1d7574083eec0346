import { longestWaitMs, parseInstant } from "./duration.ts";
import type { FunctionConfig } from "./function-config.ts";
import { addExecution, addJob, stepKey } from "./queue.ts";
import { finishRun, reenter, resumeStep, saveStep } from "./runs.ts";
import { offerRun } from "./schedule-run.ts";
import type { Run, Scope } from "./scope.ts";
import { ulid } from "./ulid.ts";
import { addWait } from "./waits.ts";

/** One operation of an SDK answer (inngest 4.24.0). `sleep` and `waitForEvent` carry their value in `name`. */
export type Op = {
  id: string;
  op: string;
  name?: string;
  displayName?: string;
  data?: unknown;
  error?: unknown;
  opts?: {
    duration?: string;
    event?: string;
    timeout?: string;
    if?: string;
    signal?: string;
    conflict?: string;
    function_id?: string;
    payload?: { data?: Record<string, unknown>; [other: string]: unknown };
    parallelMode?: string;
  };
};

type Call = { run: Run; config: FunctionConfig; requestVersion: number };

/** Ops that are finished later by the engine, not by the request that reported them. */
const resumedLater = new Set(["StepPlanned", "Sleep", "WaitForEvent", "WaitForSignal", "InvokeFunction"]);

/** The version from which parallel steps are re-entered only when all of a group are done. */
const parallelVersion = 2;

/** Writes what one call of the function reported, in the transaction that removed its job. */
export async function applyOps(scope: Scope, call: Call, reported: readonly Op[]): Promise<void> {
  const { sql } = scope;
  const { run } = call;
  const ops = reported.filter((op) => op.op !== "None");
  const unsupported = ops.find((op) => !resumedLater.has(op.op) && !inline.has(op.op));
  if (unsupported) {
    const message = `function "${run.functionId}" used step type "${unsupported.op}", which the embedded executor does not support`;
    return finishRun(scope, run, { status: "failed", error: { name: "UnsupportedStep", message } });
  }
  const complete = ops.find((op) => op.op === "RunComplete");
  const parallel = ops.length > 1 && !complete;
  await noteVersion(scope, call, parallel);
  const together = parallel && run.requestVersion >= parallelVersion && ops.some((op) => resumedLater.has(op.op));

  let again = ops.length === 0;
  let race = false;
  for (const op of ops) {
    const racing = op.opts?.parallelMode === "race";
    if (resumedLater.has(op.op)) {
      if (!(await startWaiting(scope, call, op, { together, racing }))) return; // the run is over
      continue;
    }
    const result = resultOf(op);
    if (result) await saveStep(sql, run.id, { id: op.id, op: op.op, name: op.displayName ?? null, result });
    again = true;
    race ||= racing || op.op === "DiscoveryRequest";
  }
  if (complete) await finishRun(scope, run, { status: "completed", output: complete.data });
  else if (again) await reenter(sql, run, race);
}

/** Ops that are over when they are reported. */
const inline = new Set(["Step", "StepRun", "StepError", "StepFailed", "RunComplete", "DiscoveryRequest"]);

/** The result a finished step leaves, null for ops that are no step. */
export function resultOf(op: Op): { data: unknown } | { error: unknown } | null {
  if (op.op === "StepRun" || op.op === "Step") return { data: op.data ?? null };
  if (op.op === "StepError" || op.op === "StepFailed") return { error: op.error };
  return null;
}

async function noteVersion({ sql }: Scope, { run, requestVersion }: Call, parallel: boolean): Promise<void> {
  const first = run.requestVersion === -1;
  if (!first && (!parallel || run.planOnly)) return;
  if (first) run.requestVersion = requestVersion;
  run.planOnly ||= parallel;
  await sql`
    update engine.runs set request_version = ${run.requestVersion}, plan_only = ${run.planOnly} where id = ${run.id}`;
}

type Siblings = { together: boolean; racing: boolean };

/** Notes the step as pending and arranges what will complete it; false if that ended the run. */
async function startWaiting(scope: Scope, call: Call, op: Op, siblings: Siblings): Promise<boolean> {
  const { sql } = scope;
  const { run } = call;
  const noted = await sql`
    insert into engine.steps (run_id, id, op, name, status, together, race)
    values (${run.id}, ${op.id}, ${op.op}, ${op.displayName ?? null}, 'pending', ${siblings.together}, ${siblings.racing})
    on conflict do nothing`;
  if (noted.count === 0) return true; // the SDK reports pending steps again
  const job = { runId: run.id, stepId: op.id, key: stepKey(run.id, op.id) };
  const expiresAt = op.opts?.timeout ? parseInstant(op.opts.timeout) : Date.now() + longestWaitMs;
  switch (op.op) {
    case "StepPlanned":
      await addExecution(sql, run, op.id);
      return true;
    case "Sleep":
      await addJob(sql, { ...job, kind: "sleep", at: parseInstant(op.opts?.duration || op.name || "") });
      return true;
    case "InvokeFunction":
      await addJob(sql, { ...job, kind: "timeout", at: expiresAt, payload: { invoked: true } });
      await invoke(scope, call, op);
      return true;
    default:
      await addJob(sql, { ...job, kind: "timeout", at: expiresAt, payload: { invoked: false } });
      return addEventOrSignalWait(scope, run, op, expiresAt);
  }
}

async function addEventOrSignalWait(scope: Scope, run: Run, op: Op, expiresAt: number): Promise<boolean> {
  const { sql } = scope;
  const target = { id: run.id, event: run.events[0] };
  const wait = { stepId: op.id, expression: op.opts?.if, expiresAt };
  if (op.op === "WaitForEvent") {
    await addWait(sql, target, { ...wait, kind: "event", event: op.opts?.event ?? op.name ?? "" });
    return true;
  }
  const signal = op.opts?.signal ?? "";
  const held = await dropSignalWait(sql, signal, op.opts?.conflict === "replace");
  if (held) {
    const message = `another run waits for signal "${signal}" already`;
    await finishRun(scope, run, { status: "failed", error: { name: "SignalConflict", message } });
    return false;
  }
  await addWait(sql, target, { ...wait, kind: "signal", event: `signal:${signal}` });
  return true;
}

/** One run at a time waits for a signal. A replaced wait stays pending until its timeout. True if one is in the way. */
async function dropSignalWait(sql: Scope["sql"], signal: string, replace: boolean): Promise<boolean> {
  const event = `signal:${signal}`;
  await sql`select pg_advisory_xact_lock(77310003, hashtext(${event}))`;
  if (replace) await sql`delete from engine.waits where event = ${event}`;
  const left = await sql`select from engine.waits where event = ${event} and expires_at > now()`;
  return left.count > 0;
}

async function invoke(scope: Scope, { run, config }: Call, op: Op): Promise<void> {
  const targetId = op.opts?.function_id ?? "";
  const target = scope.functions.get(targetId);
  const correlation = `${run.id}.${op.id}`;
  const payload = op.opts?.payload ?? {};
  const origin = { fn_id: targetId, correlation_id: correlation, source_fn_id: config.id };
  const event = {
    ...payload,
    id: ulid(),
    name: "inngest/function.invoked",
    ts: Date.now(),
    data: { ...payload.data, _inngest: origin },
  };
  const started =
    target &&
    (await offerRun(scope, target, {
      events: [event],
      dedupeKey: `invoke:${correlation}`,
      parent: { runId: run.id, stepId: op.id },
    }));
  if (started) return;
  const message = target
    ? `function "${targetId}" did not start: rateLimit, idempotency or singleton held it back`
    : `could not find function "${targetId}"`;
  await resumeStep(scope.sql, run, op.id, { error: { name: "Error", message } });
}
