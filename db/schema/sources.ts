import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, tenantPolicy, workspaceId } from "@/db/columns";
import { users } from "@/db/schema/users";
import { workspaces } from "@/db/schema/workspaces";

/** A block of a source version, as read: the unit a person recognises (a paragraph, a heading, a list item). */
export type SourceBlock = {
  kind: "heading" | "paragraph" | "list_item" | "quote" | "code" | "table_row";
  level?: number;
  text: string;
  page?: number;
};

/** Where a passage stands; `start` and `end` are UTF-16 offsets into the block's text. */
export type PassageAnchor = { block: number; paragraph: number; page: number | null; start: number; end: number };

/** A piece brought in. Its words live in immutable versions; `currentVersionId` is the newest one that was read. */
export const sources = pgTable(
  "sources",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    kind: text({ enum: ["text", "url", "file"] }).notNull(),
    title: text().notNull(),
    /** A person gave this title, so a reading leaves it alone. */
    titleChosen: boolean().notNull().default(false),
    url: text(),
    fileName: text(),
    state: text({ enum: ["reading", "ready", "failed"] })
      .notNull()
      .default("reading"),
    /** What went wrong with the last reading, in words for a person. */
    failure: jsonb().$type<{ reason: string; message: string }>(),
    currentVersionId: uuid(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    deletedAt: instant(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    index().on(t.workspaceId, t.createdAt).where(sql`deleted_at is null`),
    index().on(t.workspaceId, t.url).where(sql`deleted_at is null`),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** One reading of a source: the stored original, its blocks, and the hash that finds duplicates in the workspace. */
export const sourceVersions = pgTable(
  "source_versions",
  {
    id: id(),
    workspaceId: workspaceId(),
    sourceId: uuid().notNull(),
    version: integer().notNull(),
    /** SHA-256 of the original bytes, hex; also their key in storage. Null until an address has been fetched. */
    sha256: text(),
    bytes: integer(),
    mediaType: text(),
    title: text(),
    byline: text(),
    language: text(),
    wordCount: integer(),
    blocks: jsonb().$type<SourceBlock[]>(),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex().on(t.workspaceId, t.sourceId, t.version),
    index().on(t.workspaceId, t.sha256),
    foreignKey({ columns: [t.workspaceId, t.sourceId], foreignColumns: [sources.workspaceId, sources.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** A sentence-level piece of a source version, in reading order. */
export const passages = pgTable(
  "passages",
  {
    id: id(),
    workspaceId: workspaceId(),
    versionId: uuid().notNull(),
    ordinal: integer().notNull(),
    text: text().notNull(),
    heading: text(),
    anchor: jsonb().$type<PassageAnchor>().notNull(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex().on(t.workspaceId, t.versionId, t.ordinal),
    foreignKey({
      columns: [t.workspaceId, t.versionId],
      foreignColumns: [sourceVersions.workspaceId, sourceVersions.id],
    }).onDelete("cascade"),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();
