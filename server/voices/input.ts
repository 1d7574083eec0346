import { z } from "zod";
import { NETWORK_IDS } from "@/server/networks/rules";

export const brandVoiceInput = z.object({ brandId: z.uuid() });

/** Longest sample, in characters. */
export const MAX_SAMPLE = 100_000;

const title = z.string().trim().min(1).max(300);
/** A text of the author, pasted or uploaded. */
export const addTextInput = brandVoiceInput.extend({
  title: title.optional(),
  text: z
    .string()
    .trim()
    .min(1, "Paste some text first.")
    .max(MAX_SAMPLE, "Add long texts in parts of 100,000 characters."),
});
/** The words of a source that was read: a document, a page of the author's site. */
export const addSourceTextInput = brandVoiceInput.extend({ sourceId: z.uuid() });
/** The words of a post as it was published. */
export const addPostTextInput = brandVoiceInput.extend({ postId: z.uuid() });
export type AddSampleInput =
  | ({ kind: "text" } & z.infer<typeof addTextInput>)
  | ({ kind: "source" } & z.infer<typeof addSourceTextInput>)
  | ({ kind: "post" } & z.infer<typeof addPostTextInput>);
export const addedSample = z.object({ id: z.uuid(), duplicate: z.boolean() });

export const sampleIdInput = z.object({ sampleId: z.uuid() });
export const listSamplesInput = brandVoiceInput.extend({
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
});
const sampleView = z.object({
  id: z.uuid(),
  kind: z.enum(["text", "source", "post"]),
  title: z.string(),
  excerpt: z.string(),
  language: z.string(),
  wordCount: z.number(),
  createdAt: z.date(),
});
export const sampleList = z.object({ items: z.array(sampleView), nextCursor: z.string().nullable() });
export type SampleList = z.infer<typeof sampleList>;

/** What was measured of a brand, one language each. */
export const voiceView = z.object({
  /** A text needs so many words to be measured. */
  enoughWords: z.number(),
  learnsFromEdits: z.boolean(),
  languages: z.array(
    z.object({
      language: z.string(),
      /** Pieces of some hundred words. */
      pieces: z.number(),
      words: z.number(),
      editedWords: z.number(),
      /** How the author writes, in plain words. */
      lines: z.array(z.string()),
      /** Texts judged by profiles that had not seen them; null with too few to judge. */
      heldOut: z
        .object({ own: z.number(), ownKnown: z.number(), others: z.number(), othersKnown: z.number() })
        .nullable(),
      measuredAt: z.date(),
    }),
  ),
  /** Languages with samples that cannot be measured yet, and why. */
  missing: z.array(z.object({ language: z.string(), reason: z.string() })),
});
export type VoiceView = z.infer<typeof voiceView>;

/** How near the brand's latest drafts come; 0 is the author's own, 1 somebody else's. Null: too short, or not measured in that language. */
export const voiceDrafts = z.object({
  items: z.array(
    z.object({
      postId: z.uuid(),
      title: z.string(),
      network: z.enum(NETWORK_IDS),
      words: z.number(),
      distance: z.number().nullable(),
      parts: z.object({ grams: z.number(), functionWords: z.number(), shape: z.number() }).nullable(),
      remarks: z.array(z.string()),
      createdAt: z.date(),
    }),
  ),
});
export type VoiceDrafts = z.infer<typeof voiceDrafts>;
