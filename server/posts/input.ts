import { z } from "zod";
import { NETWORK_IDS } from "@/server/networks/rules";
import { citationView, keepable, partInput, renditionCheck, slideInput } from "@/server/renditions/input";

export const networkId = z.enum(NETWORK_IDS);
const title = z.string().overwrite(keepable).trim().max(300);
const renditionTitle = title.nullable();

export const postId = z.object({ postId: z.uuid() });
const renditionId = z.object({ renditionId: z.uuid() });

/** What a post is up to, by its deliveries: something went wrong · something is still to go out · all is out · nothing planned. */
const postState = z.enum(["attention", "scheduled", "published", "draft"]);
export type PostState = z.infer<typeof postState>;

export const listPostsInput = z.object({
  limit: z.number().int().min(1).max(100).default(30),
  cursor: z.string().max(200).optional(),
  search: z.string().trim().max(200).optional(),
  network: networkId.optional(),
  state: postState.optional(),
  jobId: z.uuid().optional(),
  sourceId: z.uuid().optional(),
  /** What was put in the trash instead of what is in use. */
  trashed: z.boolean().default(false),
});

const postSummary = z.object({
  id: z.uuid(),
  title: z.string(),
  state: postState,
  networks: z.array(networkId),
  excerpt: z.string(),
  sourceId: z.uuid().nullable(),
  jobId: z.uuid().nullable(),
  nextDueAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type PostSummary = z.infer<typeof postSummary>;
export const postList = z.object({ items: z.array(postSummary), nextCursor: z.string().nullable() });

/** A network's limits as data, see server/networks/rules.ts. */
const networkRules = z.object({
  id: networkId,
  name: z.string(),
  text: z.object({
    limit: z.number(),
    unit: z.enum(["graphemes", "links23", "weighted", "utf16", "emoji_bytes"]),
    maxBytes: z.number().nullable(),
  }),
  maxParts: z.number(),
  maxHashtags: z.number().nullable(),
  media: z.object({
    minImages: z.number(),
    maxImages: z.number(),
    maxImageBytes: z.number(),
    imageTypes: z.array(z.string()).readonly(),
    altTextLimit: z.number().nullable(),
  }),
  hasTitle: z.boolean(),
  titleLimit: z.number().nullable(),
});

const postPart = z.object({
  text: z.string(),
  /** In the network's own unit, to be held against `rules.text.limit`. */
  length: z.number(),
  media: z.array(
    z.object({
      assetId: z.uuid(),
      alt: z.string(),
      mediaType: z.string(),
      bytes: z.number(),
      width: z.number().nullable(),
      height: z.number().nullable(),
    }),
  ),
});

export const renditionView = z.object({
  id: z.uuid(),
  network: networkId,
  channelId: z.uuid().nullable(),
  version: z.number(),
  versionId: z.uuid(),
  title: z.string().nullable(),
  parts: z.array(postPart),
  slides: z.array(slideInput),
  citations: z.array(citationView),
  checks: z.array(renditionCheck),
  /** What the network itself would not take; errors forbid scheduling. */
  findings: z.array(
    z.object({
      part: z.number().nullable(),
      code: z.string(),
      severity: z.enum(["error", "warning"]),
      message: z.string(),
    }),
  ),
  rules: networkRules,
  language: z.string().nullable(),
  savedAt: z.date(),
});
export type RenditionView = z.infer<typeof renditionView>;

export const postDelivery = z.object({
  id: z.uuid(),
  renditionId: z.uuid(),
  channelId: z.uuid(),
  channelName: z.string(),
  network: networkId,
  /** The version that goes out; an edit that may not go out as it stands leaves the one before in place. */
  version: z.number(),
  state: z.string(),
  dueAt: z.date(),
  wallTime: z.string(),
  timeZone: z.string(),
  publishedAt: z.date().nullable(),
  url: z.string().nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Sent back with a change, so that nobody overwrites another's. */
  revision: z.number(),
});

/** A post with all it says, where each sentence came from, and where it goes. */
export const postDetail = z.object({
  id: z.uuid(),
  title: z.string(),
  state: postState,
  source: z.object({ id: z.uuid(), title: z.string(), url: z.string().nullable() }).nullable(),
  jobId: z.uuid().nullable(),
  renditions: z.array(renditionView),
  /** Every passage a citation names. */
  passages: z.array(
    z.object({
      id: z.uuid(),
      text: z.string(),
      heading: z.string().nullable(),
      anchor: z.object({
        block: z.number(),
        paragraph: z.number(),
        page: z.number().nullable(),
        start: z.number(),
        end: z.number(),
      }),
    }),
  ),
  deliveries: z.array(postDelivery),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type PostDetail = z.infer<typeof postDetail>;

const parts = z.array(partInput).min(1).max(50);

/** A sentence of a proposal with the passages it rests on; sent back when it is saved. */
export const citedSentence = z.object({
  text: z.string().min(1).max(5_000),
  passageIds: z.array(z.uuid()).max(3),
  kind: z.enum(["claim", "quote", "hook", "call_to_action"]),
});
export type CitedSentence = z.infer<typeof citedSentence>;

export const createPostInput = z.object({
  title: title.min(1).optional(),
  renditions: z
    .array(z.object({ network: networkId, title: renditionTitle.default(null), parts }))
    .min(1)
    .max(NETWORK_IDS.length)
    .refine((list) => new Set(list.map(({ network }) => network)).size === list.length, "Name each network once."),
});
export type CreatePostInput = z.infer<typeof createPostInput>;

/** An edit; `baseVersion` is the version it was made on. A title or slides that are left out stay. */
export const saveRenditionInput = renditionId.extend({
  baseVersion: z.number().int().min(1),
  title: renditionTitle.optional(),
  parts,
  slides: z.array(slideInput).max(20).optional(),
  /** What the sentences of accepted proposals rest on. */
  cites: z.array(citedSentence).max(200).optional(),
});
export type SaveRenditionInput = z.infer<typeof saveRenditionInput>;

/** The version that is now current; the same as before when nothing changed. */
export const savedRendition = z.object({ renditionId: z.uuid(), version: z.number(), versionId: z.uuid() });
export type SavedRendition = z.infer<typeof savedRendition>;

export const listVersionsInput = renditionId.extend({
  limit: z.number().int().min(1).max(100).default(30),
  /** Versions older than this one. */
  before: z.number().int().min(1).optional(),
});
export const versionList = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      version: z.number(),
      origin: z.enum(["job", "edit", "restore"]),
      title: z.string().nullable(),
      parts: z.array(z.object({ text: z.string() })),
      slides: z.array(slideInput),
      /** Who saved it; null for what a job wrote. */
      authorId: z.uuid().nullable(),
      createdAt: z.date(),
    }),
  ),
  nextBefore: z.number().nullable(),
});
export type VersionList = z.infer<typeof versionList>;

export const restoreVersionInput = renditionId.extend({
  version: z.number().int().min(1),
  baseVersion: z.number().int().min(1),
});
export const addRenditionInput = postId.extend({
  network: networkId,
  title: renditionTitle.optional(),
  /** Absent: the words the post has for another network, to start from. */
  parts: parts.optional(),
});
export type AddRenditionInput = z.infer<typeof addRenditionInput>;

/** Names one citation of a version by its place in `citations`. */
export const signSentenceInput = renditionId.extend({
  baseVersion: z.number().int().min(1),
  sentence: z.number().int().min(0),
});
export const renamePostInput = postId.extend({ title: title.min(1) });

const ask = z.enum(["shorter", "punchier", "tone", "fix", "again", "custom"]);

/** What to change and how; `part` counts the parts, then the slides, `range` is in UTF-16 units of its text. */
export const proposeEditInput = z
  .object({
    renditionId: z.uuid(),
    baseVersion: z.int().min(1),
    part: z.int().min(0).max(70),
    /** Absent: the whole part. It is widened to whole sentences. */
    range: z.object({ start: z.int().min(0), end: z.int().min(0) }).optional(),
    ask,
    /** The tone, or what else to do. */
    instruction: z.string().trim().min(1).max(500).optional(),
  })
  .refine(
    ({ ask: asked, instruction }) => instruction !== undefined || (asked !== "tone" && asked !== "custom"),
    "Say which tone, or what to change.",
  );
export type ProposeEditInput = z.infer<typeof proposeEditInput>;

/** A changed part for a person to look at: nothing is saved. `checks` is what the gates say of it that is not well. */
export const editProposal = z.object({
  version: z.number(),
  part: z.number(),
  before: z.string(),
  after: z.string(),
  cites: z.array(citedSentence),
  checks: z.array(renditionCheck),
  model: z.string(),
});
export type EditProposal = z.infer<typeof editProposal>;

/** The passage while it is written, then the proposal. */
export type EditEvent = { kind: "text"; text: string } | { kind: "proposal"; proposal: EditProposal };
