import { z } from "zod";
import { cancelJob } from "@/server/repurposing/cancel-job";
import { createJob } from "@/server/repurposing/create-job";
import { listFormats } from "@/server/repurposing/formats/registry";
import { jobRequest } from "@/server/repurposing/input";
import { createdJob, formatList, jobDetail, jobSummary, outputView } from "@/server/repurposing/job-view";
import { getJob, listJobs } from "@/server/repurposing/queries";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";
import { addSource } from "@/server/sources/add-source";

const times = { createdAt: instantView, finishedAt: instantView.nullable() };
const error = z.object({ reason: z.string(), message: z.string() }).nullable();

export const jobRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/formats",
    summary: "What a source can be written as",
    permission: "workspace.read",
    input: z.object({}),
    output: formatList,
    status: 200,
    handler: () => Promise.resolve({ items: listFormats() }),
  }),
  memberRoute({
    method: "POST",
    path: "/jobs",
    summary: "Write posts from a source, from a text that becomes one, or from a prompt alone",
    permission: "jobs.create",
    input: jobRequest
      .extend({
        title: z.string().trim().min(1).max(300).optional(),
        content: z.string().min(1).optional(),
      })
      .refine(({ sourceId, content, prompt }) => [sourceId, content, prompt].filter(Boolean).length === 1, {
        error: "Give one of `sourceId`, `content` (with a `title` if you like) and `prompt`.",
      }),
    output: createdJob,
    status: 202,
    // The text is stored before the job's transaction; the same text again finds the same source.
    prepare: async (ctx, input) => {
      const { content, title } = input;
      if (content === undefined) return input;
      return { ...input, sourceId: (await addSource(ctx, { kind: "text", title, text: content })).id };
    },
    handler: (ctx, { title: _title, content: _content, ...request }) => createJob(ctx, request),
  }),
  memberRoute({
    method: "GET",
    path: "/jobs",
    summary: "Jobs, newest first",
    permission: "workspace.read",
    input: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(200).optional(),
      sourceId: z.uuid().optional(),
    }),
    output: z.object({
      items: z.array(jobSummary.omit({ failure: true }).extend({ ...times, error })),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
    handler: async (ctx, input) => {
      const { items, nextCursor } = await listJobs(ctx, input);
      return { items: items.map((job) => ({ ...job, error: job.failure })), nextCursor };
    },
  }),
  memberRoute({
    method: "GET",
    path: "/jobs/{id}",
    summary: "A job, how far it is and what it has written",
    permission: "workspace.read",
    input: z.object({ id: z.uuid() }),
    output: jobDetail
      .omit({ failure: true, outputs: true })
      .extend({ ...times, error, outputs: z.array(outputView.omit({ failure: true, seq: true }).extend({ error })) }),
    status: 200,
    handler: async (ctx, { id }) => {
      const job = await getJob(ctx, { jobId: id });
      const outputs = job.outputs.map((output) => ({ ...output, error: output.failure }));
      return { ...job, error: job.failure, outputs };
    },
  }),
  memberRoute({
    method: "POST",
    path: "/jobs/{id}/cancel",
    summary: "Stop a job; what is already written stays",
    permission: "jobs.create",
    input: z.object({ id: z.uuid() }),
    output: createdJob,
    status: 200,
    handler: (ctx, { id }) => cancelJob(ctx, { jobId: id }),
  }),
];
