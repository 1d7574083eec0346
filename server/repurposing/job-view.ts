import { z } from "zod";
import { NETWORK_IDS } from "@/server/networks/rules";
import { citationView, partView, renditionCheck, slideInput } from "@/server/renditions/input";
import { controlsSchema, formatIdSchema } from "@/server/repurposing/input";

const failure = z.object({ reason: z.string(), message: z.string() });
const jobStatus = z.enum(["queued", "running", "completed", "failed", "cancelled"]);

/** One format a person can choose. */
export const formatView = z.object({
  id: formatIdSchema,
  name: z.string(),
  network: z.enum(NETWORK_IDS),
  networkName: z.string(),
  /** Chosen at first. */
  usual: z.boolean(),
  /** What it has beside the text that is sent. */
  slides: slideInput.shape.role.nullable(),
});
export type FormatView = z.infer<typeof formatView>;
export const formatList = z.object({ items: z.array(formatView) });

/** A job in a list; `progress` is 0…1. */
export const jobSummary = z.object({
  id: z.uuid(),
  /** Null for a job that has only a prompt; its title is then the prompt's beginning. */
  sourceId: z.uuid().nullable(),
  sourceTitle: z.string(),
  status: jobStatus,
  step: z.enum(["reading", "outlining", "writing", "done"]),
  progress: z.number(),
  failure: failure.nullable(),
  formats: z.array(formatIdSchema),
  /** Those the formats are for, each once. */
  networks: z.array(z.enum(NETWORK_IDS)),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type JobSummary = z.infer<typeof jobSummary>;
export const jobList = z.object({ items: z.array(jobSummary), nextCursor: z.string().nullable() });

/** One format of a job: its text so far (`seq` tells older from newer), and once completed its post. */
export const outputView = z.object({
  id: z.uuid(),
  format: formatIdSchema,
  /** What a person reads, e.g. "X thread". */
  name: z.string(),
  network: z.enum(NETWORK_IDS).nullable(),
  variant: z.number(),
  status: jobStatus,
  text: z.string(),
  seq: z.number(),
  model: z.string().nullable(),
  failure: failure.nullable(),
  postId: z.uuid().nullable(),
  renditionId: z.uuid().nullable(),
  title: z.string().nullable(),
  parts: z.array(partView),
  slides: z.array(slideInput),
  citations: z.array(citationView),
  checks: z.array(renditionCheck),
});
export type OutputView = z.infer<typeof outputView>;

export const jobDetail = jobSummary.omit({ formats: true, networks: true }).extend({
  versionId: z.uuid().nullable(),
  brandId: z.uuid().nullable(),
  tone: z.string().nullable(),
  note: z.string().nullable(),
  prompt: z.string().nullable(),
  controls: controlsSchema,
  ideas: z.array(z.object({ title: z.string(), passageIds: z.array(z.string()), salience: z.number() })),
  outputs: z.array(outputView),
});
export type JobDetail = z.infer<typeof jobDetail>;

export const createdJob = z.object({ id: z.uuid(), status: jobStatus });
export type CreatedJob = z.infer<typeof createdJob>;
