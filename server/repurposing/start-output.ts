import { and, eq, inArray, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import type { Idea, Voice } from "@/server/ai/model";
import type { Ctx } from "@/server/context";
import { AppError } from "@/server/errors";
import { announceOutput } from "@/server/repurposing/announce-output";
import type { FormatId } from "@/server/repurposing/input";
import { loadMaterial, loadVoice, type Material } from "@/server/repurposing/load-material";

type Started = {
  jobId: string;
  format: FormatId;
  note: string | null;
  ideas: Idea[];
  material: Material;
  voice: Voice | null;
};

/** Takes one format in hand, from an empty text; null when it is written, cancelled or asked for anew meanwhile. */
export function startOutput(
  ctx: Ctx,
  { outputId, round }: { outputId: string; round: number },
): Promise<Started | null> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const [output] = await tx
      .update(jobOutputs)
      .set({ status: "running", text: "", seq: sql`${jobOutputs.seq} + 2` })
      .where(
        and(
          eq(jobOutputs.workspaceId, workspaceId),
          eq(jobOutputs.id, outputId),
          eq(jobOutputs.round, round),
          inArray(jobOutputs.status, ["queued", "running"]),
        ),
      )
      .returning();
    if (!output) return null;
    const [job] = await tx
      .select({ status: jobs.status, note: jobs.note, versionId: jobs.versionId, outline: jobs.outline })
      .from(jobs)
      .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, output.jobId)));
    const material = job?.versionId ? await loadMaterial(tx, workspaceId, job.versionId) : null;
    if (!job?.outline || !material || job.status !== "running")
      throw new AppError("PRECONDITION_FAILED", "This job is not ready to be written.");
    await announceOutput(tx, output);
    const { jobId, format } = output;
    return {
      jobId,
      format,
      note: job.note,
      ideas: job.outline.ideas,
      material,
      voice: await loadVoice(tx, workspaceId, jobId),
    };
  });
}
