import { and, eq, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { addEvent } from "@/server/outbox/add-event";
import { announceOutput } from "@/server/repurposing/announce-output";
import type { RetryFormatInput } from "@/server/repurposing/input";
import type { CreatedJob } from "@/server/repurposing/job-view";
import { lockJob } from "@/server/repurposing/lock-job";

/**
 * Writes one failed or cancelled format of a job again. Throws NOT_FOUND when the job has no such format, CONFLICT when it
 * is written or being written, PRECONDITION_FAILED when the source was never read.
 */
export async function retryOutput(ctx: Ctx, { jobId, format, variant = 1 }: RetryFormatInput): Promise<CreatedJob> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const job = await lockJob(tx, workspaceId, jobId);
    const one = and(
      eq(jobOutputs.workspaceId, workspaceId),
      eq(jobOutputs.jobId, jobId),
      eq(jobOutputs.format, format),
      eq(jobOutputs.variant, variant),
    );
    const [output] = await tx.select({ status: jobOutputs.status }).from(jobOutputs).where(one).for("update");
    if (!output) throw new AppError("NOT_FOUND", "This job was not asked for that format.");
    if (output.status !== "failed" && output.status !== "cancelled")
      throw new AppError("CONFLICT", "This format is written or being written already.");
    if (!job.versionId && job.prompt === null)
      throw new AppError(
        "PRECONDITION_FAILED",
        "The source of this job could not be read. Start again from the source.",
      );
    const [again] = await tx
      .update(jobOutputs)
      .set({
        status: "queued",
        round: sql`${jobOutputs.round} + 1`,
        seq: sql`${jobOutputs.seq} + 2`,
        text: "",
        failure: null,
        finishedAt: null,
      })
      .where(one)
      .returning();
    if (!again) throw new Error("The output was not updated.");
    await tx
      .update(jobs)
      .set({ status: "running", step: job.outline ? "writing" : "outlining", failure: null, finishedAt: null })
      .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
    await addEvent(tx, "repurposing/output.requested", { workspaceId, jobId, outputId: again.id, round: again.round });
    await announceOutput(tx, again);
    await announce(tx, workspaceId, { kind: "job", id: jobId, status: "running" });
    return { id: jobId, status: "running" };
  });
}
