import { foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, tenantPolicy, workspaceId } from "@/db/columns";
import { sources, sourceVersions } from "@/db/schema/sources";
import { users } from "@/db/schema/users";
import { brands } from "@/db/schema/workspaces";

/** What a person chose under "Fine-tune", see server/repurposing/input.ts; what is absent is left to the writer. */
export type JobControls = {
  audience?: string | undefined;
  /** BCP 47; another one than the source has means translating. */
  language?: string | undefined;
  length?: "short" | "medium" | "long" | undefined;
  hook?: "statement" | "figure" | "quote" | "question" | "contrast" | undefined;
  /** The words every post ends with. */
  callToAction?: string | undefined;
  hashtags?: "none" | "few" | "max" | undefined;
  houseTags?: string[] | undefined;
  emoji?: "none" | "few" | "free" | undefined;
  angle?: string | undefined;
  /** Only passages that no other job's post stands on yet. */
  only?: "unused" | undefined;
};

/** One repurposing request. Its outline is kept so that a format can be written again without thinking again. */
export const jobs = pgTable(
  "jobs",
  {
    id: id(),
    workspaceId: workspaceId(),
    /** Null for a job that has only a prompt. */
    sourceId: uuid(),
    /** Null until the source has been read. */
    versionId: uuid(),
    /** What to write about where there is no source: nothing of it can be traced. */
    prompt: text(),
    brandId: uuid(),
    tone: text(),
    /** What the person wants said or left out, for language models. */
    note: text(),
    controls: jsonb().$type<JobControls>().notNull().default({}),
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
    /** The name of a file in server/repurposing/formats. */
    format: text().notNull(),
    /** 1, 2, 3: several posts of one format. */
    variant: integer().notNull().default(1),
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
    uniqueIndex().on(t.workspaceId, t.jobId, t.format, t.variant),
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
    /** The workspace's own provider; null: one of the server's, or `built-in`. Outlives the provider's row. */
    providerId: uuid(),
    model: text().notNull(),
    outcome: text().notNull(),
    inputTokens: integer().notNull(),
    cachedInputTokens: integer().notNull(),
    cacheWriteTokens: integer().notNull(),
    outputTokens: integer().notNull(),
    costMicros: integer(),
    /** What a reply that was there already would have cost again. */
    savedMicros: integer().notNull().default(0),
    latencyMs: integer().notNull(),
    at: createdAt(),
  },
  (t) => [index().on(t.workspaceId, t.at), index().on(t.workspaceId, t.jobId), tenantPolicy(t.workspaceId)],
).enableRLS();
