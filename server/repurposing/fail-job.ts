import { and, eq, inArray, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import { announceOutput } from "@/server/repurposing/announce-output";
import { lockJob } from "@/server/repurposing/lock-job";

type Failed = {
  jobId: string;
  reason: string;
  message: string;
  /** Only what is written in this round; a job of which a later one is under way goes on. Default: whatever round. */
  round?: number;
};

/** Ends a job that cannot go on, with the formats it had not finished; what was completed stays. */
export function failJob(ctx: Ctx, { jobId, reason, message, round }: Failed): Promise<void> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const failure = { reason, message };
    const job = await lockJob(tx, workspaceId, jobId);
    if (job.status !== "queued" && job.status !== "running") return;
    const unfinished = and(
      eq(jobOutputs.workspaceId, workspaceId),
      eq(jobOutputs.jobId, jobId),
      inArray(jobOutputs.status, ["queued", "running"]),
    );
    const outputs = await tx
      .update(jobOutputs)
      .set({ status: "failed", failure, finishedAt: sql`now()`, seq: sql`${jobOutputs.seq} + 1` })
      .where(and(unfinished, round === undefined ? undefined : eq(jobOutputs.round, round)))
      .returning();
    for (const output of outputs) await announceOutput(tx, output);
    if ((await tx.$count(jobOutputs, unfinished)) > 0) return;
    await tx
      .update(jobs)
      .set({ status: "failed", failure, finishedAt: sql`now()` })
      .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
    await announce(tx, workspaceId, { kind: "job", id: jobId, status: "failed" });
  });
}
