import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import { brands } from "@/db/schema/workspaces";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { hasUnused } from "@/server/coverage/unused-only";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { firstWriter } from "@/server/models/workspace-model";
import { addEvent } from "@/server/outbox/add-event";
import { FORMATS, findFormat } from "@/server/repurposing/formats/registry";
import type { CreateJobInput } from "@/server/repurposing/input";
import type { CreatedJob } from "@/server/repurposing/job-view";
import { lockSource } from "@/server/sources/lock-source";

/**
 * Asks for a source, or a prompt alone, to be written for some formats. A source still being read is fine: the job waits in the queue until
 * `releaseJobs`. Throws NOT_FOUND for a foreign source or brand, PRECONDITION_FAILED when the
 * source could not be read, or when a prompt has no language model to write from it.
 */
export async function createJob(ctx: Ctx, input: CreateJobInput): Promise<CreatedJob> {
  guard(ctx, "jobs.create");
  const { workspaceId } = ctx;
  if (input.sourceId === undefined && (await firstWriter(ctx)) === null)
    throw new AppError(
      "PRECONDITION_FAILED",
      "Writing from a prompt alone needs a language model: add a model key, or bring a source.",
    );
  return ctx.tx(async (tx) => {
    const source = input.sourceId === undefined ? null : await readableSource(tx, workspaceId, input.sourceId);
    const unknown = input.formats.filter((format) => !findFormat(format));
    if (unknown.length > 0)
      throw new AppError(
        "BAD_REQUEST",
        `There is no format ${unknown.join(", ")}. There are: ${FORMATS.map(({ id }) => id).join(", ")}.`,
      );
    if (input.controls?.only === "unused" && source?.currentVersionId)
      await checkUnused(tx, { workspaceId, sourceId: source.id, versionId: source.currentVersionId });
    if (input.brandId) await checkBrand(tx, workspaceId, input.brandId);
    const [job] = await tx
      .insert(jobs)
      .values({
        workspaceId,
        sourceId: source?.id ?? null,
        versionId: source?.currentVersionId ?? null,
        prompt: source ? null : (input.prompt ?? null),
        brandId: input.brandId ?? null,
        tone: input.tone ?? null,
        note: input.note ?? null,
        controls: input.controls ?? {},
        createdBy: actorUserId(ctx),
      })
      .returning({ id: jobs.id, status: jobs.status });
    if (!job) throw new Error("The job was not inserted.");
    const variants = Array.from({ length: input.variants ?? 1 }, (_, at) => at + 1);
    const outputs = [...new Set(input.formats)].flatMap((format) => variants.map((variant) => ({ format, variant })));
    await tx.insert(jobOutputs).values(outputs.map((output) => ({ workspaceId, jobId: job.id, ...output })));
    if (!source || source.currentVersionId)
      await addEvent(tx, "repurposing/job.requested", { workspaceId, jobId: job.id });
    await announce(tx, workspaceId, { kind: "job", id: job.id, status: job.status });
    return job;
  });
}

/** The source, locked: that decides who starts the job, this transaction when the source is read, else the reader after it. */
async function readableSource(tx: Tx, workspaceId: string, sourceId: string) {
  const source = await lockSource(tx, workspaceId, sourceId);
  if (!source.currentVersionId && source.state === "failed")
    throw new AppError("PRECONDITION_FAILED", `This source could not be read. ${source.failure?.message ?? ""}`.trim());
  return source;
}

async function checkUnused(tx: Tx, of: { workspaceId: string; sourceId: string; versionId: string }): Promise<void> {
  if (await hasUnused(tx, of)) return;
  throw new AppError("PRECONDITION_FAILED", "Every sentence of this source is used in a post already.");
}

async function checkBrand(tx: Tx, workspaceId: string, brandId: string): Promise<void> {
  const [brand] = await tx
    .select({ id: brands.id })
    .from(brands)
    .where(and(eq(brands.workspaceId, workspaceId), eq(brands.id, brandId), isNull(brands.deletedAt)));
  if (!brand) throw new AppError("NOT_FOUND", "There is no such brand in this workspace.");
}
