import { z } from "zod";
import { citationView, partView, renditionCheck } from "@/server/renditions/input";
import { formatIdSchema } from "@/server/repurposing/input";

const failure = z.object({ reason: z.string(), message: z.string() });
const jobStatus = z.enum(["queued", "running", "completed", "failed", "cancelled"]);

/** A job in a list; `progress` is 0…1. */
export const jobSummary = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  sourceTitle: z.string(),
  status: jobStatus,
  step: z.enum(["reading", "outlining", "writing", "done"]),
  progress: z.number(),
  failure: failure.nullable(),
  formats: z.array(formatIdSchema),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type JobSummary = z.infer<typeof jobSummary>;
export const jobList = z.object({ items: z.array(jobSummary), nextCursor: z.string().nullable() });

/** One format of a job: its text so far (`seq` tells older from newer), and once completed its post. */
export const outputView = z.object({
  id: z.uuid(),
  format: formatIdSchema,
  status: jobStatus,
  text: z.string(),
  seq: z.number(),
  model: z.string().nullable(),
  failure: failure.nullable(),
  postId: z.uuid().nullable(),
  renditionId: z.uuid().nullable(),
  title: z.string().nullable(),
  parts: z.array(partView),
  citations: z.array(citationView),
  checks: z.array(renditionCheck),
});
export type OutputView = z.infer<typeof outputView>;

export const jobDetail = jobSummary.omit({ formats: true }).extend({
  versionId: z.uuid().nullable(),
  brandId: z.uuid().nullable(),
  tone: z.string().nullable(),
  note: z.string().nullable(),
  ideas: z.array(z.object({ title: z.string(), passageIds: z.array(z.string()), salience: z.number() })),
  outputs: z.array(outputView),
});
export type JobDetail = z.infer<typeof jobDetail>;

export const createdJob = z.object({ id: z.uuid(), status: jobStatus });
export type CreatedJob = z.infer<typeof createdJob>;
