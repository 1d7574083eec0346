import { tick } from "./cron.ts";
import { type Executor, execute } from "./execute.ts";
import { receiveOwnEvent } from "./ingest.ts";
import { fence } from "./queue.ts";
import { cancelled, finishRun, lockRun, resumeStep } from "./runs.ts";
import { startRun } from "./schedule-run.ts";
import { type EngineEvent, isOpen, type Job, type Scope } from "./scope.ts";

/** Does a claimed job. All but executions are one transaction that also removes the job. */
export async function performJob(executor: Executor, job: Job): Promise<void> {
  if (job.kind === "execute") return execute(executor, job);
  await executor.db.transaction(async (sql) => {
    const scope = executor.scope(sql);
    const run = job.runId ? await lockRun(sql, job.runId) : undefined; // always run before job, or two could deadlock
    if (!(await fence(sql, job))) return;
    switch (job.kind) {
      case "sleep":
        return resumeStep(sql, run, job.stepId ?? "", { data: null });
      case "timeout":
        return resumeStep(sql, run, job.stepId ?? "", timedOut(job.payload as { invoked: boolean }));
      case "cancel": {
        const { onlyQueued, why } = job.payload as { onlyQueued: boolean; why: string };
        if (isOpen(run) && (!onlyQueued || run.status === "queued")) await finishRun(scope, run, cancelled(why));
        return;
      }
      case "announce": {
        const { event, runId } = job.payload as { event: EngineEvent; runId: string };
        return receiveOwnEvent(scope, event, runId);
      }
      default:
        return performForFunction(scope, job);
    }
  });
}

async function performForFunction(scope: Scope, job: Job): Promise<void> {
  const config = scope.functions.get(job.functionId ?? "");
  if (!config) return; // no longer registered
  if (job.kind === "cron") return tick(scope, config, job);
  const { event, events = [] } = job.payload as { event?: EngineEvent; events?: EngineEvent[] };
  const [first, ...rest] = event ? [event] : events;
  if (first) await startRun(scope, config, { events: [first, ...rest], dedupeKey: `${job.kind}:${job.id}` });
}

function timedOut({ invoked }: { invoked: boolean }) {
  if (!invoked) return { data: null };
  const message = "Timed out waiting for invoked function to complete";
  return { error: { name: "InngestInvokeTimeoutError", message } };
}
