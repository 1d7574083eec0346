import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { jobOutputs, jobs } from "@/db/schema/jobs";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { sources } from "@/db/schema/sources";
import { type Ctx, guard } from "@/server/context";
import { before, type Page, pageOf } from "@/server/paging";
import { findFormat } from "@/server/repurposing/formats/registry";
import type { listJobsInput } from "@/server/repurposing/input";
import type { JobDetail, JobSummary, OutputView } from "@/server/repurposing/job-view";
import { jobNotFound } from "@/server/repurposing/lock-job";

const summary = {
  id: jobs.id,
  sourceId: jobs.sourceId,
  sourceTitle: sql<string>`coalesce(${sources.title}, left(${jobs.prompt}, 120), '')`,
  status: jobs.status,
  step: jobs.step,
  failure: jobs.failure,
  createdAt: jobs.createdAt,
  finishedAt: jobs.finishedAt,
};
const ofSource = and(eq(sources.workspaceId, jobs.workspaceId), eq(sources.id, jobs.sourceId));

/** The workspace's jobs, newest first. */
export async function listJobs(ctx: Ctx, input: z.output<typeof listJobsInput>): Promise<Page<JobSummary>> {
  guard(ctx, "workspace.read");
  return ctx.tx(async (tx) => {
    const rows = await tx
      .select(summary)
      .from(jobs)
      .leftJoin(sources, ofSource)
      .where(
        and(
          eq(jobs.workspaceId, ctx.workspaceId),
          input.sourceId ? eq(jobs.sourceId, input.sourceId) : undefined,
          before(input.cursor, jobs.createdAt, jobs.id),
        ),
      )
      .orderBy(desc(jobs.createdAt), desc(jobs.id))
      .limit(input.limit + 1);
    const page = pageOf(rows, input.limit);
    const ids = page.items.map(({ id }) => id);
    const outputs = await tx
      .select({ jobId: jobOutputs.jobId, format: jobOutputs.format, status: jobOutputs.status })
      .from(jobOutputs)
      .where(
        and(eq(jobOutputs.workspaceId, ctx.workspaceId), sql`${jobOutputs.jobId} = any(${sql.param(ids)}::uuid[])`),
      )
      .orderBy(asc(jobOutputs.id));
    const items = page.items.map((job) => {
      const own = outputs.filter(({ jobId }) => jobId === job.id);
      const formats = [...new Set(own.map(({ format }) => format))];
      const networks = [...new Set(formats.flatMap((format) => findFormat(format)?.networkId ?? []))];
      return { ...job, formats, networks, progress: progressOf(job, own) };
    });
    return { ...page, items };
  });
}

/** One job with every format, its text so far, and once written its parts and where each sentence came from. Throws NOT_FOUND. */
export async function getJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<JobDetail> {
  guard(ctx, "workspace.read");
  return ctx.tx(async (tx) => {
    const [job] = await tx
      .select({
        ...summary,
        versionId: jobs.versionId,
        brandId: jobs.brandId,
        tone: jobs.tone,
        note: jobs.note,
        prompt: jobs.prompt,
        controls: jobs.controls,
        outline: jobs.outline,
      })
      .from(jobs)
      .leftJoin(sources, ofSource)
      .where(and(eq(jobs.workspaceId, ctx.workspaceId), eq(jobs.id, jobId)));
    if (!job) throw jobNotFound();
    const outputs = await readOutputs(tx, ctx.workspaceId, jobId);
    const { outline, ...rest } = job;
    return { ...rest, ideas: outline?.ideas ?? [], outputs, progress: progressOf(job, outputs) };
  });
}

async function readOutputs(tx: Tx, workspaceId: string, jobId: string): Promise<OutputView[]> {
  const rows = await tx
    .select({
      id: jobOutputs.id,
      format: jobOutputs.format,
      variant: jobOutputs.variant,
      status: jobOutputs.status,
      text: jobOutputs.text,
      seq: jobOutputs.seq,
      model: jobOutputs.model,
      failure: jobOutputs.failure,
      postId: posts.id,
      renditionId: renditions.id,
      written: renditions.network,
      title: renditionVersions.title,
      parts: renditionVersions.parts,
      slides: renditionVersions.slides,
      citations: renditionVersions.citations,
      checks: renditionVersions.checks,
    })
    .from(jobOutputs)
    .leftJoin(
      posts,
      and(eq(posts.workspaceId, jobOutputs.workspaceId), eq(posts.id, jobOutputs.postId), isNull(posts.deletedAt)),
    )
    .leftJoin(
      renditions,
      and(eq(renditions.workspaceId, posts.workspaceId), eq(renditions.postId, posts.id), isNull(renditions.channelId)),
    )
    .leftJoin(
      renditionVersions,
      and(
        eq(renditionVersions.workspaceId, renditions.workspaceId),
        eq(renditionVersions.renditionId, renditions.id),
        eq(renditionVersions.version, renditions.version),
      ),
    )
    .where(and(eq(jobOutputs.workspaceId, workspaceId), eq(jobOutputs.jobId, jobId)))
    .orderBy(asc(jobOutputs.id));
  // A person may have added the words for other networks to the post.
  return rows.flatMap(({ written, ...row }) => {
    const format = findFormat(row.format);
    const network = format?.networkId ?? written;
    if (written !== network && written !== null) return [];
    return [
      {
        ...row,
        name: format?.name ?? row.format,
        network,
        parts: row.parts ?? [],
        slides: row.slides ?? [],
        citations: row.citations ?? [],
        checks: row.checks ?? [],
      },
    ];
  });
}

type Status = JobSummary["status"];

/** 0…1: reading and outlining are the first fifth, the formats share the rest. */
function progressOf(job: Pick<JobSummary, "status" | "step">, outputs: readonly { status: Status }[]): number {
  if (job.status === "completed") return 1;
  if (job.step === "reading") return 0;
  if (job.step === "outlining") return 0.1;
  const share = { queued: 0, running: 0.5, completed: 1, failed: 1, cancelled: 1 };
  const written = outputs.reduce((sum, { status }) => sum + share[status], 0) / Math.max(outputs.length, 1);
  return Math.round((0.2 + 0.8 * written) * 100) / 100;
}
