import { and, eq, inArray, sql } from "drizzle-orm";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import type { Idea, Voice } from "@/server/ai/model";
import type { Ctx } from "@/server/context";
import { unusedOnly } from "@/server/coverage/unused-only";
import { AppError } from "@/server/errors";
import { announceOutput } from "@/server/repurposing/announce-output";
import type { Controls, FormatId } from "@/server/repurposing/input";
import { loadMaterial, loadVoice, type Material, promptMaterial } from "@/server/repurposing/load-material";
import { writtenSiblings } from "@/server/repurposing/written-siblings";
import { measuredRules } from "@/server/voices/queries";

type Started = {
  jobId: string;
  format: FormatId;
  variant: number;
  /** How many posts of this format there are to be. */
  variants: number;
  /** What to write about where there is no source. */
  prompt: string | null;
  note: string | null;
  controls: Controls;
  ideas: Idea[];
  material: Material;
  voice: Voice | null;
  /** The job's other posts that are written already. */
  siblings: { name: string; text: string }[];
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
      .select({
        status: jobs.status,
        note: jobs.note,
        prompt: jobs.prompt,
        controls: jobs.controls,
        sourceId: jobs.sourceId,
        versionId: jobs.versionId,
        outline: jobs.outline,
      })
      .from(jobs)
      .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, output.jobId)));
    const reading = job?.versionId ? await loadMaterial(tx, workspaceId, job.versionId) : null;
    const material = reading ?? (job?.prompt ? promptMaterial(job.prompt, job.controls) : null);
    if (!job?.outline || !material || job.status !== "running")
      throw new AppError("PRECONDITION_FAILED", "This job is not ready to be written.");
    await announceOutput(tx, output);
    const { jobId, format, variant } = output;
    const voice = await loadVoice(tx, workspaceId, jobId);
    const { note, prompt, controls } = job;
    return {
      jobId,
      format,
      variant,
      variants: await tx.$count(
        jobOutputs,
        and(eq(jobOutputs.workspaceId, workspaceId), eq(jobOutputs.jobId, jobId), eq(jobOutputs.format, format)),
      ),
      prompt,
      note,
      controls,
      ideas: job.outline.ideas,
      material: await unusedOnly(tx, material, { ...job, workspaceId, jobId }),
      voice: voice && {
        ...voice,
        measured: await measuredRules(tx, { workspaceId, jobId, language: controls.language ?? material.language }),
      },
      siblings: await writtenSiblings(tx, output),
    };
  });
}
