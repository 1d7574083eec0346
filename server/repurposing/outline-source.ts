import { and, eq, isNull } from "drizzle-orm";
import { jobs } from "@/db/schema/jobs";
import type { Model } from "@/server/ai/model";
import type { Ctx } from "@/server/context";
import { unusedOnly } from "@/server/coverage/unused-only";
import { AppError, ModelError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { workspaceModel } from "@/server/models/workspace-model";
import { keepable } from "@/server/renditions/input";
import { failJob } from "@/server/repurposing/fail-job";
import { type Outline, outlineSchema } from "@/server/repurposing/input";
import { loadMaterial, type Material } from "@/server/repurposing/load-material";
import { outlinePrompt } from "@/server/repurposing/prompts";
import { shortIds } from "@/server/repurposing/short-ids";
import { watchCancel } from "@/server/repurposing/watch-cancel";
import { recordCalls } from "@/server/usage/record-calls";

const MAX_IDEAS = 8;
const MAX_TOKENS = 4_000;

/**
 * Finds the ideas of a job's source and keeps them with the job; once is enough, a second run changes nothing. A model that
 * gives none fails the job; a cancelled job is left as it is.
 */
export async function outlineSource(
  ctx: Ctx,
  { jobId }: { jobId: string },
  model: Model = workspaceModel(ctx, { jobId, purpose: "outline" }),
): Promise<void> {
  const { workspaceId } = ctx;
  const material = await loadPending(ctx, jobId);
  if (!material) return;
  const ids = shortIds(material.passages);
  const { title, language } = material;
  const task = { kind: "outline" as const, title, language, passages: ids.passages, maxIdeas: MAX_IDEAS };
  const watch = watchCancel(ctx, jobId);
  try {
    const reply = await model.generate({
      task,
      ...outlinePrompt(task),
      schema: outlineSchema,
      schemaName: "outline",
      size: "small",
      maxOutputTokens: MAX_TOKENS,
      signal: watch.signal,
    });
    const outline = knownIdeas(reply.value, ids.toLong);
    if (outline.ideas.length === 0)
      throw new ModelError("invalid_reply", "No idea was found in this source.", { calls: reply.calls });
    await ctx.tx(async (tx) => {
      await recordCalls(tx, { workspaceId, jobId, purpose: "outline", calls: reply.calls });
      const saved = await tx
        .update(jobs)
        .set({ outline, step: "writing" })
        .where(
          and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId), eq(jobs.status, "running"), isNull(jobs.outline)),
        )
        .returning({ id: jobs.id });
      if (saved.length > 0) await announce(tx, workspaceId, { kind: "job", id: jobId, status: "running" });
    });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    await ctx.tx((tx) => recordCalls(tx, { workspaceId, jobId, purpose: "outline", calls: error.calls }));
    if (error.kind !== "cancelled") await failJob(ctx, { jobId, reason: error.kind, message: error.message });
  } finally {
    watch.stop();
  }
}

/** What to outline; null when the job is not running, has its outline, or has only a prompt. */
async function loadPending(ctx: Ctx, jobId: string): Promise<Material | null> {
  const one = and(eq(jobs.workspaceId, ctx.workspaceId), eq(jobs.id, jobId));
  return ctx.tx(async (tx) => {
    const [job] = await tx
      .select({
        status: jobs.status,
        sourceId: jobs.sourceId,
        versionId: jobs.versionId,
        prompt: jobs.prompt,
        controls: jobs.controls,
        outline: jobs.outline,
      })
      .from(jobs)
      .where(one);
    if (job?.status !== "running" || job.outline) return null;
    if (job.prompt !== null) {
      // A prompt is its own idea.
      await tx
        .update(jobs)
        .set({ outline: { ideas: [] }, step: "writing" })
        .where(one);
      await announce(tx, ctx.workspaceId, { kind: "job", id: jobId, status: "running" });
      return null;
    }
    const material = job.versionId ? await loadMaterial(tx, ctx.workspaceId, job.versionId) : null;
    if (!material) throw new AppError("PRECONDITION_FAILED", "The source of this job has not been read.");
    return unusedOnly(tx, material, { ...job, workspaceId: ctx.workspaceId, jobId });
  });
}

/** Ideas whose passages exist, strongest first. */
function knownIdeas(outline: Outline, toLong: (names: readonly string[]) => string[]): Outline {
  const ideas = outline.ideas
    .map((idea) => ({ ...idea, title: keepable(idea.title), passageIds: [...new Set(toLong(idea.passageIds))] }))
    .filter(({ passageIds }) => passageIds.length > 0);
  return { ideas: ideas.toSorted((a, b) => b.salience - a.salience).slice(0, MAX_IDEAS) };
}
