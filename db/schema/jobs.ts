import { foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, tenantPolicy, workspaceId } from "@/db/columns";
import { sources, sourceVersions } from "@/db/schema/sources";
import { users } from "@/db/schema/users";
import { brands } from "@/db/schema/workspaces";

/** One repurposing request. Its outline is kept so that a format can be written again without thinking again. */
export const jobs = pgTable(
  "jobs",
  {
    id: id(),
    workspaceId: workspaceId(),
    sourceId: uuid().notNull(),
    /** Null until the source has been read. */
    versionId: uuid(),
    brandId: uuid(),
    tone: text(),
    /** What the person wants said or left out, for language models. */
    note: text(),
    status: text({ enum: ["queued", "running", "completed", "failed", "cancelled"] })
      .notNull()
      .default("queued"),
    step: text({ enum: ["reading", "outlining", "writing", "done"] })
      .notNull()
      .default("reading"),
    outline: jsonb().$type<{ ideas: { title: string; passageIds: string[]; salience: number }[] }>(),
    failure: jsonb().$type<{ reason: string; message: string }>(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    startedAt: instant(),
    finishedAt: instant(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    index().on(t.workspaceId, t.createdAt),
    index().on(t.workspaceId, t.sourceId),
    foreignKey({ columns: [t.workspaceId, t.sourceId], foreignColumns: [sources.workspaceId, sources.id] }).onDelete(
      "cascade",
    ),
    foreignKey({
      columns: [t.workspaceId, t.versionId],
      foreignColumns: [sourceVersions.workspaceId, sourceVersions.id],
    }),
    foreignKey({ columns: [t.workspaceId, t.brandId], foreignColumns: [brands.workspaceId, brands.id] }),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** One format of a job: what is being written, live, and the post it became. `seq` grows with every change of `text`. */
export const jobOutputs = pgTable(
  "job_outputs",
  {
    id: id(),
    workspaceId: workspaceId(),
    jobId: uuid().notNull(),
    format: text({ enum: ["x", "linkedin", "instagram", "facebook", "hub", "bluesky"] }).notNull(),
    status: text({ enum: ["queued", "running", "completed", "failed", "cancelled"] })
      .notNull()
      .default("queued"),
    text: text().notNull().default(""),
    seq: integer().notNull().default(0),
    /** Grows when a failed format is written again; part of the durable run's identity. */
    round: integer().notNull().default(1),
    model: text(),
    postId: uuid(),
    failure: jsonb().$type<{ reason: string; message: string }>(),
    createdAt: createdAt(),
    finishedAt: instant(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex().on(t.workspaceId, t.jobId, t.format),
    foreignKey({ columns: [t.workspaceId, t.jobId], foreignColumns: [jobs.workspaceId, jobs.id] }).onDelete("cascade"),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** The ledger of model calls: tokens and cost (millionths of a US dollar, null when the price is unknown). */
export const modelCalls = pgTable(
  "model_calls",
  {
    id: id(),
    workspaceId: workspaceId(),
    jobId: uuid(),
    purpose: text().notNull(),
    provider: text().notNull(),
    model: text().notNull(),
    outcome: text().notNull(),
    inputTokens: integer().notNull(),
    cachedInputTokens: integer().notNull(),
    cacheWriteTokens: integer().notNull(),
    outputTokens: integer().notNull(),
    costMicros: integer(),
    latencyMs: integer().notNull(),
    at: createdAt(),
  },
  (t) => [index().on(t.workspaceId, t.at), index().on(t.workspaceId, t.jobId), tenantPolicy(t.workspaceId)],
).enableRLS();
