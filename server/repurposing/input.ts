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

/** One part, slide or edited passage as sentences. */
export const sentencesSchema = z.object({
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

const short = (most: number) => z.string().trim().min(1).max(most);

/** What a person may fine-tune; what is absent is left to the writer. Only length, hashtags and closing words need no model. */
export const controlsSchema = z.object({
  audience: short(300).optional(),
  /** BCP 47; another one than the source has means translating. */
  language: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, "Give a language as a code like `en` or `pt-BR`.")
    .optional(),
  length: z.enum(["short", "medium", "long"]).optional(),
  hook: z.enum(["statement", "figure", "quote", "question", "contrast"]).optional(),
  /** The exact words every post closes with. */
  callToAction: short(200).optional(),
  hashtags: z.enum(["none", "few", "max"]).optional(),
  /** Hashtags that come first. */
  houseTags: z.array(short(100)).max(10).optional(),
  emoji: z.enum(["none", "few", "free"]).optional(),
  angle: short(300).optional(),
  /** Only what no post of the source stands on yet. */
  only: z.enum(["unused"]).optional(),
});
export type Controls = z.infer<typeof controlsSchema>;

/** What a request may hold; `createJobInput` also wants exactly one thing to write from. */
export const jobRequest = z.object({
  sourceId: z.uuid().optional(),
  /** What to write about without a source: nothing of it can be traced. */
  prompt: z.string().trim().min(10, "Say in a sentence or two what to write about.").max(4000).optional(),
  formats: z
    .array(formatIdSchema)
    .min(1, "Choose at least one format.")
    .max(MOST_FORMATS)
    .refine((formats) => new Set(formats).size === formats.length, "Choose each format once."),
  tone: short(100).optional(),
  brandId: z.uuid().optional(),
  /** What the person wants said or left out, for language models. */
  note: short(1000).optional(),
  controls: controlsSchema.default({}),
  /** Posts of each format. */
  variants: z.int().min(1).max(3).default(1),
});

/** One repurposing request. */
export const createJobInput = jobRequest.refine(
  ({ sourceId, prompt }) => (sourceId === undefined) !== (prompt === undefined),
  "Give either a source or a prompt to write from.",
);
export type CreateJobInput = z.input<typeof createJobInput>;

export const jobInput = z.object({ jobId: z.uuid() });

export const retryFormatInput = z.object({
  jobId: z.uuid(),
  format: formatIdSchema,
  variant: z.int().min(1).max(3).default(1),
});
export type RetryFormatInput = z.input<typeof retryFormatInput>;

export const listJobsInput = z.object({
  sourceId: z.uuid().optional(),
  cursor: z.string().min(1).max(200).optional(),
  limit: z.int().min(1).max(100).default(25),
});
