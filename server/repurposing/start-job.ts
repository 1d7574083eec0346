import { and, asc, eq, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import type { FormatId } from "@/server/repurposing/input";
import { lockJob } from "@/server/repurposing/lock-job";

/** One format still to be written; `round` tells a later request for it from this one. */
export type PendingOutput = { outputId: string; format: FormatId; variant: number; round: number };

/** Takes a queued job in hand and names what it has to write; nothing when it was cancelled or is finished. */
export function startJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<PendingOutput[]> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const job = await lockJob(tx, workspaceId, jobId);
    if (job.status !== "queued" && job.status !== "running") return [];
    if (job.status === "queued") {
      await tx
        .update(jobs)
        .set({ status: "running", step: "outlining", startedAt: sql`now()` })
        .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)));
      await announce(tx, workspaceId, { kind: "job", id: jobId, status: "running" });
    }
    return tx
      .select({
        outputId: jobOutputs.id,
        format: jobOutputs.format,
        variant: jobOutputs.variant,
        round: jobOutputs.round,
      })
      .from(jobOutputs)
      .where(and(eq(jobOutputs.workspaceId, workspaceId), eq(jobOutputs.jobId, jobId)))
      .orderBy(asc(jobOutputs.id));
  });
}
