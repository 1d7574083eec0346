import type { Sql } from "./db.ts";
import type { Job, Run } from "./scope.ts";

/** Seconds a claimed job stays with an engine that has stopped answering. */
const leaseSeconds = 30;

/** Advisory-lock space in which every engine holds its own number while it lives. */
export const ownerLocks = 77310002;

type NewJob = {
  kind: Job["kind"];
  runId?: string;
  stepId?: string | null;
  functionId?: string;
  /** ms since the epoch; now when absent. */
  at?: number;
  /** At most one job per key exists; a second one is ignored. */
  key?: string;
  payload?: unknown;
  run?: Pick<Run, "priority" | "limitKeys" | "limits">;
};

/** Adds a job in the caller's transaction. */
export async function addJob(sql: Sql, job: NewJob): Promise<void> {
  await sql`
    insert into engine.jobs (kind, run_id, step_id, function_id, run_at, key, payload, priority, limit_keys, limits)
    values (${job.kind}, ${job.runId ?? null}, ${job.stepId ?? null}, ${job.functionId ?? null},
      coalesce(${job.at === undefined ? null : new Date(job.at)}::timestamptz, now()), ${job.key ?? null},
      ${sql.json(job.payload ?? {})}, ${job.run?.priority ?? 0}, ${job.run?.limitKeys ?? null}, ${job.run?.limits ?? null})
    on conflict (key) do nothing`;
}

/** Adds the job that calls the function again, or one planned step of it. */
export async function addExecution(sql: Sql, run: Run, stepId?: string): Promise<void> {
  await addJob(sql, {
    kind: "execute",
    runId: run.id,
    run,
    ...(stepId ? { stepId, key: stepKey(run.id, stepId) } : {}),
  });
}

/** The key of the one job that completes a waiting step. */
export function stepKey(runId: string, stepId: string): string {
  return `step:${runId}:${stepId}`;
}

/** Claims due jobs for this engine, as far as concurrency limits allow. */
export async function claimJobs(sql: Sql, owner: number, wanted: number): Promise<Job[]> {
  return sql<Job>`select * from engine.claim(${owner}, ${wanted}, ${leaseSeconds})`;
}

/**
 * Deletes the job if this claim of it still stands. False means that another engine, or a newer claim, has it now, and
 * the caller must leave everything as it is.
 */
export async function fence(sql: Sql, job: Job): Promise<boolean> {
  const gone = await sql`
    delete from engine.jobs where id = ${job.id} and owner = ${job.owner} and generation = ${job.generation}`;
  return gone.count > 0;
}

/** Gives a job back to run again in `delayMs`; `counted` says whether that was one of the function's attempts. */
export async function giveBack(sql: Sql, job: Job, again: { delayMs: number; counted: boolean }): Promise<void> {
  await sql`
    update engine.jobs set owner = null, attempt = attempt + ${again.counted ? 1 : 0},
      run_at = now() + make_interval(secs => ${again.delayMs / 1000})
    where id = ${job.id} and owner = ${job.owner} and generation = ${job.generation}`;
}

/**
 * Extends the lease of jobs really in hand, and frees all others this engine owns: a claim whose answer got lost would
 * otherwise be owned for ever. Those claimed in the last seconds may be in an answer still on its way.
 */
export async function keepLeases(sql: Sql, owner: number, inHand: () => string[]): Promise<void> {
  await sql`
    update engine.jobs set leased_until = now() + make_interval(secs => ${leaseSeconds})
    where owner = ${owner} and id = any(${inHand()}::bigint[])`;
  await sql`
    update engine.jobs set owner = null
    where owner = ${owner} and not id = any(${inHand()}::bigint[])
      and leased_until < now() + make_interval(secs => ${leaseSeconds - 5})`;
}

/** Frees the jobs of engines that are gone (their lock is free) or mute (their lease is over); returns how many. */
export async function takeOver(sql: Sql, owner: number): Promise<number> {
  const freed = await sql`
    update engine.jobs job set owner = null
    where owner is not null and owner <> ${owner} and (leased_until < now() or not exists (
      select from pg_locks lock where lock.locktype = 'advisory' and lock.granted
        and lock.database = (select oid from pg_database where datname = current_database())
        and lock.classid = ${ownerLocks}::oid and lock.objid::bigint = job.owner))`;
  return freed.count;
}

/** ms until the next job falls due, or null if none is planned. */
export async function nextDueIn(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ ms: number | null }>`
    select (extract(epoch from min(run_at) - clock_timestamp()) * 1000)::float8 as ms
    from engine.jobs where owner is null and run_at > now()`;
  return row?.ms ?? null;
}
