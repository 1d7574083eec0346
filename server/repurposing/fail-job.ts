import { and, eq, inArray, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import { announceOutput } from "@/server/repurposing/announce-output";

type Failed = { jobId: string; reason: string; message: string };

/** Ends a job that cannot go on, with the formats it had not finished; what was completed stays. */
export function failJob(ctx: Ctx, { jobId, reason, message }: Failed): Promise<void> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const failure = { reason, message };
    const [job] = await tx
      .update(jobs)
      .set({ status: "failed", failure, finishedAt: sql`now()` })
      .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId), inArray(jobs.status, ["queued", "running"])))
      .returning({ id: jobs.id });
    if (!job) return;
    const outputs = await tx
      .update(jobOutputs)
      .set({ status: "failed", failure, finishedAt: sql`now()`, seq: sql`${jobOutputs.seq} + 1` })
      .where(
        and(
          eq(jobOutputs.workspaceId, workspaceId),
          eq(jobOutputs.jobId, jobId),
          inArray(jobOutputs.status, ["queued", "running"]),
        ),
      )
      .returning();
    for (const output of outputs) await announceOutput(tx, output);
    await announce(tx, workspaceId, { kind: "job", id: jobId, status: "failed" });
  });
}
