import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, network, sweeperPolicy, tenantPolicy, workspaceId } from "@/db/columns";
import { jobs } from "@/db/schema/jobs";
import { sources } from "@/db/schema/sources";
import { users } from "@/db/schema/users";
import { workspaces } from "@/db/schema/workspaces";

/** A media file in a part, with the words for people who do not see it. */
export type PartMedia = { assetId: string; alt: string };
/** One part of a rendition; a thread has several. */
export type RenditionPart = { text: string; media: PartMedia[] };
/** What is shown or spoken and not sent as text: a slide of a carousel, a scene of a script, a quote card. */
export type Slide = { role: "slide" | "scene" | "card"; text: string };
/**
 * Where one sentence of a part came from. `start`/`end` are UTF-16 offsets into the part's text. supported: the gates
 * found it in its passages · edited: a person changed it and it was checked again · unsourced: nothing backs it ·
 * signed: a person answers for it.
 */
export type Citation = {
  /** Counts the parts, then the slides. */
  part: number;
  start: number;
  end: number;
  text: string;
  passageIds: string[];
  state: "supported" | "edited" | "unsourced" | "signed";
  /** What the sentence is for; a call to action needs no source. */
  kind: "claim" | "quote" | "hook" | "call_to_action";
  /** Who answers for a signed sentence, and which judgement of the gates they answered. */
  signature?: { userId: string; gateVersion: number };
};
/** What a gate said about a version; hard failures must be mended or signed before scheduling. */
export type Check = {
  gate: string;
  state: "pass" | "fix" | "needs_person" | "not_checked";
  hard: boolean;
  part: number | null;
  sentence: number | null;
  message: string;
  /** What mends it, where that is plain: `to` in place of these UTF-16 units of the part's text; "" takes them out. */
  fix?: { start: number; end: number; to: string };
};

/** One idea to be said; the one table for everything that is said. */
export const posts = pgTable(
  "posts",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    title: text().notNull(),
    sourceId: uuid(),
    sourceVersionId: uuid(),
    jobId: uuid(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    deletedAt: instant(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    index().on(t.workspaceId, t.createdAt).where(sql`deleted_at is null`),
    foreignKey({ columns: [t.workspaceId, t.sourceId], foreignColumns: [sources.workspaceId, sources.id] }),
    foreignKey({ columns: [t.workspaceId, t.jobId], foreignColumns: [jobs.workspaceId, jobs.id] }),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** A post as written for one network, or for one channel where that channel differs. `version` is the current one. */
export const renditions = pgTable(
  "renditions",
  {
    id: id(),
    workspaceId: workspaceId(),
    postId: uuid().notNull(),
    network: network(),
    channelId: uuid(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    unique().on(t.workspaceId, t.postId, t.network, t.channelId).nullsNotDistinct(),
    foreignKey({ columns: [t.workspaceId, t.postId], foreignColumns: [posts.workspaceId, posts.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** An immutable state of a rendition. `hash` is the SHA-256 of title, parts and slides. */
export const renditionVersions = pgTable(
  "rendition_versions",
  {
    id: id(),
    workspaceId: workspaceId(),
    renditionId: uuid().notNull(),
    version: integer().notNull(),
    hash: text().notNull(),
    title: text(),
    parts: jsonb().$type<RenditionPart[]>().notNull(),
    /** Beside the parts, which alone go out. */
    slides: jsonb().$type<Slide[]>().notNull().default([]),
    citations: jsonb().$type<Citation[]>().notNull(),
    checks: jsonb().$type<Check[]>().notNull(),
    language: text(),
    /** How it came to be: written by a job, edited, or restored from an older version. */
    origin: text({ enum: ["job", "edit", "restore"] }).notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex().on(t.workspaceId, t.renditionId, t.version),
    foreignKey({
      columns: [t.workspaceId, t.renditionId],
      foreignColumns: [renditions.workspaceId, renditions.id],
    }).onDelete("cascade"),
    tenantPolicy(t.workspaceId),
    sweeperPolicy(),
  ],
).enableRLS();
