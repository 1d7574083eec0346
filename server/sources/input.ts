import { z } from "zod";

/** Largest document taken in, in bytes. */
export const MAX_SOURCE_BYTES = 25 * 1024 * 1024;

const title = z.string().trim().min(1).max(300);
export const sourceId = z.object({ sourceId: z.uuid() });

/** A text or an address as the UI and the REST API send it; files come as bytes beside it. */
export const addSourceInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), title: title.optional(), text: z.string().max(MAX_SOURCE_BYTES) }),
  z.object({
    kind: z.literal("url"),
    title: title.optional(),
    url: z.url({ protocol: /^https?$/, error: "must be an address that begins with http:// or https://" }).max(2000),
  }),
]);
export type AddSourceInput =
  | z.infer<typeof addSourceInput>
  | {
      kind: "file";
      title?: string | undefined;
      fileName: string;
      bytes: Uint8Array;
      declaredType?: string | undefined;
    };

const sourceStates = z.enum(["reading", "ready", "failed"]);

/** What became of an added piece; `duplicate` means these very bytes (or this address) were here already. */
export const addedSource = z.object({ id: z.uuid(), state: sourceStates, duplicate: z.boolean() });
export type AddedSource = z.infer<typeof addedSource>;

export const renameSourceInput = sourceId.extend({ title });
export const listSourcesInput = z.object({
  limit: z.number().int().min(1).max(100).default(30),
  cursor: z.string().max(200).optional(),
  search: z.string().trim().max(200).optional(),
  /** What was put in the trash instead of what is in use. */
  trashed: z.boolean().default(false),
});

const failure = z.object({ reason: z.string(), message: z.string() });

export const sourceSummary = z.object({
  id: z.uuid(),
  kind: z.enum(["text", "url", "file"]),
  title: z.string(),
  url: z.string().nullable(),
  fileName: z.string().nullable(),
  state: sourceStates,
  failure: failure.nullable(),
  language: z.string().nullable(),
  wordCount: z.number().nullable(),
  createdAt: z.date(),
});
export type SourceSummary = z.infer<typeof sourceSummary>;
export const sourceList = z.object({ items: z.array(sourceSummary), nextCursor: z.string().nullable() });

const sourceBlock = z.object({
  kind: z.enum(["heading", "paragraph", "list_item", "quote", "code", "table_row"]),
  level: z.number().optional(),
  text: z.string(),
  page: z.number().optional(),
});

/** A source with the words of its newest reading; nulls and no blocks until it has been read once. */
export const sourceDetail = sourceSummary.extend({
  versionId: z.uuid().nullable(),
  version: z.number().nullable(),
  mediaType: z.string().nullable(),
  byline: z.string().nullable(),
  bytes: z.number().nullable(),
  readAt: z.date().nullable(),
  blocks: z.array(sourceBlock),
});
export type SourceDetail = z.infer<typeof sourceDetail>;

const passageAnchor = z.object({
  block: z.number(),
  paragraph: z.number(),
  page: z.number().nullable(),
  start: z.number(),
  end: z.number(),
});
export const passage = z.object({
  id: z.uuid(),
  ordinal: z.number(),
  text: z.string(),
  heading: z.string().nullable(),
  anchor: passageAnchor,
});
export type Passage = z.infer<typeof passage>;

/** Passages in reading order, from an ordinal on; of the newest reading unless a version is named. */
export const listPassagesInput = sourceId.extend({
  versionId: z.uuid().optional(),
  from: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(2000).default(500),
});
export const passageList = z.object({ items: z.array(passage), nextFrom: z.number().nullable() });
