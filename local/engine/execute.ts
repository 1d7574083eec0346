import { applyOps, type Op, resultOf } from "./apply-ops.ts";
import type { CallApp, NoReply, Reply } from "./call-app.ts";
import type { Db } from "./db.ts";
import { parseDuration } from "./duration.ts";
import type { FunctionConfig } from "./function-config.ts";
import { addJob, fence, giveBack } from "./queue.ts";
import { finishRun, lockRun, saveStep } from "./runs.ts";
import { isOpen, type Job, type Run, type RunError, type Scope } from "./scope.ts";
import { ulid } from "./ulid.ts";

/** What executing needs beyond the database. */
export type Executor = {
  db: Db;
  callApp: CallApp;
  scope: (sql: Scope["sql"]) => Scope;
  /** Called when nothing listens at the app's address. */
  onAppDown: () => void;
  checkpointing: boolean;
  /** ms before retry number n (from 0) of a failed attempt. */
  retryDelay: (attempt: number) => number;
};

type Loaded = Run & { steps: [id: string, result: unknown][] | null };

const serverRetries = 4; // what Inngest's server assumes when a function does not say
const appDownMs = 250;

/** Calls the function once, or one planned step of it, and writes what came of it. */
export async function execute(executor: Executor, job: Job): Promise<void> {
  const { db } = executor;
  const run = await db.query((sql) => load(sql, job));
  const config = run && executor.scope(unused).functions.get(run.functionId);
  if (!isOpen(run)) {
    await db.transaction((sql) => fence(sql, job));
    return;
  }
  if (!config) return failUnregistered(executor, job, run);
  if (run.status === "queued") await db.transaction((sql) => markStarted(sql, run, config));

  const maxAttempts = (config.steps.step.retries?.attempts ?? serverRetries) + 1;
  const reply = await executor.callApp({
    method: "POST",
    url: targetOf(config, job),
    body: requestBody(run as Loaded, job, {
      maxAttempts,
      ...(executor.checkpointing ? { functionId: config.id } : {}),
    }),
    headers: {
      "x-run-id": run.id,
      "x-inngest-req-version": String(run.requestVersion),
      "x-inngest-generation-id": String(job.generation),
      "x-request-id": ulid(),
    },
  });

  // Nothing ran, or nobody will know: costs no attempt.
  if ("failure" in reply && (reply.refused || reply.aborted)) {
    if (reply.refused) executor.onAppDown();
    return db.transaction((sql) => giveBack(sql, job, { delayMs: reply.aborted ? 0 : appDownMs, counted: false }));
  }

  const verdict = judge(reply);
  const mayRetry = job.attempt + 1 < maxAttempts && !verdict.final;
  await db.transaction(async (sql) => {
    const scope = executor.scope(sql);
    const current = await lockRun(sql, run.id);
    if (mayRetry && hasFailed(verdict)) {
      const delayMs = verdict.retryAfterMs ?? executor.retryDelay(job.attempt);
      // Steps that finished before the failing one are kept: they must not run again.
      if (verdict.kind === "ops" && isOpen(current)) await saveFinished(sql, job, verdict.ops);
      return giveBack(sql, job, { delayMs, counted: true });
    }
    if (!(await fence(sql, job)) || !isOpen(current)) return; // a newer claim has the word
    if (verdict.kind === "failed") await finishRun(scope, current, { status: "failed", error: verdict.error });
    else if (verdict.kind === "completed")
      await finishRun(scope, current, { status: "completed", output: verdict.output });
    else await applyOps(scope, { run: current, config, requestVersion: verdict.requestVersion }, verdict.ops);
  });
}

const unused = (() => Promise.reject(new Error("no transaction is open"))) as unknown as Scope["sql"];

async function load(sql: Scope["sql"], job: Job): Promise<Loaded | undefined> {
  const [run] = await sql<Loaded>`
    select run.*, (
      select jsonb_agg(jsonb_build_array(step.id, step.result) order by step.seq)
      from engine.steps step where step.run_id = run.id and step.status = 'done') as steps
    from engine.runs run where run.id = ${job.runId}`;
  return run;
}

async function markStarted(sql: Scope["sql"], run: Run, config: FunctionConfig): Promise<void> {
  const started = await sql`
    update engine.runs set status = 'running', started_at = now() where id = ${run.id} and status = 'queued'`;
  if (started.count === 0 || !config.timeouts?.finish) return;
  await addJob(sql, {
    kind: "cancel",
    runId: run.id,
    at: Date.now() + parseDuration(config.timeouts.finish),
    payload: { onlyQueued: false, why: "finish timeout" },
  });
}

async function saveFinished(sql: Scope["sql"], job: Job, ops: readonly Op[]): Promise<void> {
  const [held] = await sql`
    select from engine.jobs where id = ${job.id} and owner = ${job.owner} and generation = ${job.generation} for update`;
  if (!held) return;
  for (const op of ops) {
    const result = op.op === "StepError" ? null : resultOf(op);
    if (result && job.runId)
      await saveStep(sql, job.runId, { id: op.id, op: op.op, name: op.displayName ?? null, result });
  }
}

async function failUnregistered({ db, scope }: Executor, job: Job, run: Run): Promise<void> {
  const message = `function "${run.functionId}" is no longer registered`;
  await db.transaction(async (sql) => {
    const current = await lockRun(sql, run.id);
    if ((await fence(sql, job)) && isOpen(current))
      await finishRun(scope(sql), current, { status: "failed", error: { name: "Error", message } });
  });
}

function targetOf(config: FunctionConfig, job: Job): URL {
  const url = new URL(config.steps.step.runtime.url);
  url.searchParams.set("fnId", config.id);
  url.searchParams.set("stepId", job.stepId ?? "step");
  return url;
}

function requestBody(run: Loaded, job: Job, call: { maxAttempts: number; functionId?: string }): unknown {
  const steps = run.steps ?? [];
  return {
    event: run.events[0],
    events: run.events,
    steps: Object.fromEntries(steps),
    version: run.requestVersion,
    ctx: {
      run_id: run.id,
      attempt: job.attempt,
      max_attempts: call.maxAttempts,
      disable_immediate_execution: run.planOnly,
      use_api: false,
      stack: { stack: steps.map(([id]) => id), current: steps.length },
      // With these two the SDK sends each finished step ahead (checkpoint.ts) instead of returning after one.
      ...(call.functionId ? { fn_id: call.functionId, qi_id: `${job.id}.${job.generation}` } : {}),
    },
  };
}

type Verdict = { final: boolean; retryAfterMs: number | null } & (
  | { kind: "completed"; output: unknown }
  | { kind: "failed"; error: RunError }
  | { kind: "ops"; ops: Op[]; requestVersion: number }
);

/** Reads an answer: 200 is the function's result, 206 its steps; only what the SDK itself signed counts. */
function judge(reply: Reply | NoReply): Verdict {
  if ("failure" in reply)
    return {
      kind: "failed",
      final: false,
      retryAfterMs: null,
      error: { name: "Error", message: reply.failure.message },
    };
  const final = reply.trusted && reply.headers["x-inngest-no-retry"] === "true";
  const base = { final, retryAfterMs: reply.trusted ? retryAfter(reply.headers["retry-after"]) : null };
  if (reply.trusted && reply.status === 200) return { ...base, kind: "completed", output: reply.json ?? null };
  if (reply.trusted && reply.status === 206) {
    const requestVersion = Number(reply.headers["x-inngest-req-version"]) || -1;
    return { ...base, kind: "ops", ops: [reply.json].flat() as Op[], requestVersion };
  }
  const unreadable = {
    name: "Error",
    message: `the app answered ${reply.status}${reply.trusted ? "" : " without a valid SDK signature"}`,
  };
  return { ...base, kind: "failed", error: reply.trusted && isError(reply.json) ? reply.json : unreadable };
}

function hasFailed(verdict: Verdict): boolean {
  return verdict.kind === "failed" || (verdict.kind === "ops" && verdict.ops.some((op) => op.op === "StepError"));
}

function isError(json: unknown): json is RunError {
  return typeof json === "object" && json !== null && "message" in json && typeof json.message === "string";
}

/** ms until the instant of a Retry-After header (seconds or a date), at least one second; null without one. */
function retryAfter(header: string | undefined): number | null {
  if (!header) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(ms, 1000);
}
