import { z } from "zod";
import { NETWORK_IDS } from "@/server/networks/rules";

const sourceIdInput = z.object({ sourceId: z.uuid() });
export const coverageInput = sourceIdInput;

/** A passage of the newest reading that posts stand on. */
const usedPassage = z.object({
  id: z.uuid(),
  /** Where it stands, as in `sources.passages`: block, and UTF-16 offsets into its text. */
  block: z.number(),
  start: z.number(),
  end: z.number(),
  posts: z.number(),
  firstUsedAt: z.date(),
  firstPublishedAt: z.date().nullable(),
});

/** An idea some job found, with how many of its passages posts stand on. */
const coveredIdea = z.object({
  title: z.string(),
  salience: z.number(),
  /** Of the newest reading. */
  passageIds: z.array(z.uuid()),
  used: z.number(),
});

/** What of a source's newest reading has been written about. Headings, code and table rows are never posted and not counted. */
export const coverageView = z.object({
  versionId: z.uuid().nullable(),
  passages: z.number(),
  used: z.array(usedPassage),
  ideas: z.array(coveredIdea),
});
export type Coverage = z.infer<typeof coverageView>;

export const listUsesInput = sourceIdInput.extend({
  /** Only posts that stand on this passage of the newest reading. */
  passageId: z.uuid().optional(),
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
});
/** A post that stands on passages of the source. */
const use = z.object({
  id: z.uuid(),
  title: z.string(),
  networks: z.array(z.enum(NETWORK_IDS)),
  state: z.enum(["attention", "scheduled", "published", "draft"]),
  /** Passages it cites. */
  passages: z.number(),
  publishedAt: z.date().nullable(),
  createdAt: z.date(),
});
export const useList = z.object({ items: z.array(use), nextCursor: z.string().nullable() });
export type UseList = z.infer<typeof useList>;

const wordChange = z.object({ text: z.string(), change: z.enum(["same", "out", "in"]) });
export type WordChange = z.infer<typeof wordChange>;
const passageChange = z.object({
  state: z.enum(["moved", "changed", "gone"]),
  was: z.string(),
  now: z.string().nullable(),
  words: z.array(wordChange),
});
export type PassageChange = z.infer<typeof passageChange>;

/** A sentence of a post that stands on what the source says no longer as it did. */
const changedSentence = z.object({
  /** Its place in the version's citations. */
  sentence: z.number(),
  part: z.number(),
  text: z.string(),
  state: z.enum(["moved", "changed", "gone"]),
  passages: z.array(passageChange),
  /** The sentence with the new number or name, where that is all there is to it. */
  proposal: z.string().nullable(),
  /** The proposal against the sentence. */
  words: z.array(wordChange),
  reason: z.string(),
});
export type ChangedSentence = z.infer<typeof changedSentence>;

export const lineageInput = sourceIdInput.extend({
  limit: z.number().int().min(1).max(50).default(20),
  cursor: z.string().max(200).optional(),
});

/** A post written from an earlier reading, and what that means for it: that of its worst sentence. */
const affectedPost = z.object({
  postId: z.uuid(),
  title: z.string(),
  postState: z.enum(["attention", "scheduled", "published", "draft"]),
  nextDueAt: z.date().nullable(),
  createdAt: z.date(),
  state: z.enum(["unaffected", "moved", "changed", "gone"]),
  renditions: z.array(
    z.object({
      renditionId: z.uuid(),
      network: z.enum(NETWORK_IDS),
      version: z.number(),
      sentences: z.array(changedSentence),
    }),
  ),
});
export type AffectedPost = z.infer<typeof affectedPost>;
export const lineageView = z.object({
  /** The newest reading, to be named when a post is brought up to it. */
  versionId: z.uuid().nullable(),
  items: z.array(affectedPost),
  nextCursor: z.string().nullable(),
});
export type Lineage = z.infer<typeof lineageView>;

/** Brings a post to the reading that was looked at, with the proposals a person chose. */
export const followSourceInput = z.object({
  postId: z.uuid(),
  versionId: z.uuid(),
  renditions: z
    .array(
      z.object({
        renditionId: z.uuid(),
        baseVersion: z.number().int().min(1),
        /** Places in the version's citations. */
        accept: z.array(z.number().int().min(0)).max(200),
      }),
    )
    .min(1)
    .max(30),
});
export type FollowSourceInput = z.infer<typeof followSourceInput>;
export const followedSource = z.object({
  renditions: z.array(z.object({ renditionId: z.uuid(), version: z.number(), versionId: z.uuid() })),
});
