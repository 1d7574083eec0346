import { and, asc, eq, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import { lockJob } from "@/server/repurposing/lock-job";

/** Ends a running job once no format is left: completed when at least one was written, else failed. */
export function finishJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<void> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const job = await lockJob(tx, workspaceId, jobId);
    if (job.status !== "running") return;
    const outputs = await tx
      .select({ status: jobOutputs.status, failure: jobOutputs.failure })
      .from(jobOutputs)
      .where(and(eq(jobOutputs.workspaceId, workspaceId), eq(jobOutputs.jobId, jobId)))
      .orderBy(asc(jobOutputs.id));
    if (outputs.some(({ status }) => status === "queued" || status === "running")) return;
    const status = outputs.some((output) => output.status === "completed") ? "completed" : "failed";
    const failure = status === "failed" ? (outputs.find((output) => output.failure)?.failure ?? null) : null;
    await tx
      .update(jobs)
      .set({ status, step: "done", failure, finishedAt: sql`now()` })
      .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
    await announce(tx, workspaceId, { kind: "job", id: jobId, status });
  });
}
