import { and, eq, inArray, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { addEvent } from "@/server/outbox/add-event";
import { announceOutput } from "@/server/repurposing/announce-output";
import type { CreatedJob } from "@/server/repurposing/job-view";
import { lockJob } from "@/server/repurposing/lock-job";

/**
 * Stops a job: what is being written is dropped, posts already made stay. Cancelling twice is fine; a finished job is a
 * CONFLICT.
 */
export async function cancelJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<CreatedJob> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const job = await lockJob(tx, workspaceId, jobId);
    if (job.status === "cancelled") return { id: job.id, status: job.status };
    if (job.status === "completed" || job.status === "failed")
      throw new AppError("CONFLICT", "This job is finished already; there is nothing left to cancel.");
    await tx
      .update(jobs)
      .set({ status: "cancelled", finishedAt: sql`now()` })
      .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
    const outputs = await tx
      .update(jobOutputs)
      .set({ status: "cancelled", finishedAt: sql`now()`, seq: sql`${jobOutputs.seq} + 1` })
      .where(
        and(
          eq(jobOutputs.workspaceId, workspaceId),
          eq(jobOutputs.jobId, jobId),
          inArray(jobOutputs.status, ["queued", "running"]),
        ),
      )
      .returning();
    for (const output of outputs) await announceOutput(tx, output);
    await addEvent(tx, "repurposing/job.cancelled", { workspaceId, jobId });
    await announce(tx, workspaceId, { kind: "job", id: jobId, status: "cancelled" });
    return { id: job.id, status: "cancelled" };
  });
}
