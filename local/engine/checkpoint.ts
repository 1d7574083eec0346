import { type Op, resultOf } from "./apply-ops.ts";
import type { Sql } from "./db.ts";
import { lockRun, saveStep } from "./runs.ts";
import { isOpen } from "./scope.ts";

/** Steps a running request sends ahead; `dispatch` ("job.generation") says which request. */
export type Checkpoint = { runId: string; dispatch: string; steps: readonly Op[] };

/** Keeps the steps if that request still is the valid one; false tells the SDK to halt it. */
export async function saveCheckpoint(sql: Sql, { runId, dispatch, steps }: Checkpoint): Promise<boolean> {
  const [, jobId, generation] = /^(\d{1,18})\.(\d{1,9})$/.exec(dispatch) ?? [];
  if (!jobId || !generation) return false;
  const run = await lockRun(sql, runId);
  if (!isOpen(run)) return false;
  // A step that got through is progress: the attempts of the next one count from zero.
  const held = await sql`
    update engine.jobs set attempt = 0
    where id = ${jobId} and generation = ${Number(generation)} and owner is not null and run_id = ${runId}`;
  if (held.count === 0) return false;
  for (const step of steps) {
    const result = resultOf(step);
    if (result && "data" in result)
      await saveStep(sql, runId, { id: step.id, op: step.op, name: step.displayName ?? null, result });
  }
  return true;
}
