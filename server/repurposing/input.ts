import { z } from "zod";

/** The name of a file in formats/, which says what there is; `jobs.formats` lists them. */
export const formatIdSchema = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "A format is named like `linkedin-carousel`; ask for the list of formats.");
export type FormatId = z.infer<typeof formatIdSchema>;

/** More than there are; each is asked for once. */
const MOST_FORMATS = 40;

const passageId = z.string().min(1).max(100);

/** Ideas worth saying, each with the passages that carry it. */
export const outlineSchema = z.object({
  ideas: z
    .array(
      z.object({
        title: z.string().min(1).max(200),
        passageIds: z.array(passageId).min(1).max(6),
        salience: z.number().min(0).max(1),
      }),
    )
    .min(1)
    .max(12),
});
export type Outline = z.infer<typeof outlineSchema>;

/** What a drafted sentence is for; all but a call to action need a source. */
const sentenceKindSchema = z.enum(["claim", "quote", "hook", "call_to_action"]);
export type SentenceKind = z.infer<typeof sentenceKindSchema>;

const sentencesSchema = z.object({
  sentences: z
    .array(
      z.object({
        text: z.string().min(1).max(5000),
        passageIds: z.array(passageId).max(3),
        kind: sentenceKindSchema,
      }),
    )
    .min(1)
    .max(120),
});

/** One draft. A sentence whose text begins with a line break starts a new line, with two a new paragraph. */
export const draftSchema = z.object({
  title: z.string().max(300).nullable(),
  parts: z.array(sentencesSchema).min(1).max(25),
  /** What is shown or spoken beside the parts; most formats have none. */
  slides: z.array(sentencesSchema).max(20).default([]),
  hashtags: z.array(z.string().min(1).max(100)).max(30),
});
export type Draft = z.input<typeof draftSchema>;

/** One repurposing request. */
export const createJobInput = z.object({
  sourceId: z.uuid(),
  formats: z
    .array(formatIdSchema)
    .min(1, "Choose at least one format.")
    .max(MOST_FORMATS)
    .refine((formats) => new Set(formats).size === formats.length, "Choose each format once."),
  tone: z.string().trim().min(1).max(100).optional(),
  brandId: z.uuid().optional(),
  /** What the person wants said or left out, for language models. */
  note: z.string().trim().min(1).max(1000).optional(),
});
export type CreateJobInput = z.infer<typeof createJobInput>;

export const jobInput = z.object({ jobId: z.uuid() });

export const retryFormatInput = z.object({ jobId: z.uuid(), format: formatIdSchema });
export type RetryFormatInput = z.infer<typeof retryFormatInput>;

export const listJobsInput = z.object({
  sourceId: z.uuid().optional(),
  cursor: z.string().min(1).max(200).optional(),
  limit: z.int().min(1).max(100).default(25),
});
