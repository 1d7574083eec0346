import { and, eq, isNull } from "drizzle-orm";
import { jobs } from "@/db/schema/jobs";
import { sources } from "@/db/schema/sources";
import type { Ctx } from "@/server/context";
import { addEvent } from "@/server/outbox/add-event";
import { failJob } from "@/server/repurposing/fail-job";

/**
 * Starts the jobs that waited for a source to be read, or fails them when it could not be. Runs after every reading;
 * running it twice starts nothing twice.
 */
export async function releaseJobs(ctx: Ctx, { sourceId }: { sourceId: string }): Promise<void> {
  const { workspaceId } = ctx;
  const failed = await ctx.tx(async (tx) => {
    const [source] = await tx
      .select({ state: sources.state, failure: sources.failure, versionId: sources.currentVersionId })
      .from(sources)
      .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId)));
    if (!source || (source.state === "reading" && !source.versionId)) return null;
    const waiting = and(
      eq(jobs.workspaceId, workspaceId),
      eq(jobs.sourceId, sourceId),
      eq(jobs.status, "queued"),
      isNull(jobs.versionId),
    );
    if (!source.versionId) {
      const unread = await tx.select({ id: jobs.id }).from(jobs).where(waiting);
      return { jobIds: unread.map(({ id }) => id), failure: source.failure };
    }
    const released = await tx
      .update(jobs)
      .set({ versionId: source.versionId })
      .where(waiting)
      .returning({ id: jobs.id });
    for (const { id } of released) await addEvent(tx, "repurposing/job.requested", { workspaceId, jobId: id });
    return null;
  });
  for (const jobId of failed?.jobIds ?? [])
    await failJob(ctx, {
      jobId,
      reason: failed?.failure?.reason ?? "unread",
      message: failed?.failure?.message ?? "The source could not be read.",
    });
}
