import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, sweeperPolicy, tenantPolicy, workspaceId } from "@/db/columns";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { posts } from "@/db/schema/posts";
import { users } from "@/db/schema/users";
import { workspaces } from "@/db/schema/workspaces";

/** A recurring time of a channel's queue, in the workspace's zone: an ISO weekday (1 is Monday) and "HH:MM". */
export const slots = pgTable(
  "slots",
  {
    id: id(),
    workspaceId: workspaceId(),
    channelId: uuid().notNull(),
    weekday: integer().notNull(),
    time: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    unique().on(t.workspaceId, t.channelId, t.weekday, t.time),
    foreignKey({ columns: [t.workspaceId, t.channelId], foreignColumns: [channels.workspaceId, channels.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** Days ("2026-12-24", both included, in the workspace's zone) on which nothing is planned; without a channel, on none of them. */
export const blackouts = pgTable(
  "blackouts",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    channelId: uuid(),
    startsOn: text().notNull(),
    endsOn: text().notNull(),
    reason: text().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    index().on(t.workspaceId, t.endsOn),
    foreignKey({ columns: [t.workspaceId, t.channelId], foreignColumns: [channels.workspaceId, channels.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** Posts that take turns by a rule (RFC 5545, without DTSTART). Wall times are kept in `timeZone`; `skips` are wall times too. */
export const recurrences = pgTable(
  "recurrences",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    title: text().notNull(),
    rule: text().notNull(),
    startsAt: text().notNull(),
    timeZone: text().notNull(),
    skips: text().array().notNull().default(sql`'{}'`),
    state: text({ enum: ["active", "paused", "ended"] })
      .notNull()
      .default("active"),
    /** Why something could not be planned when it was last tried. */
    problem: text(),
    /** Everything up to then is planned as far as it could be. */
    plannedUntil: instant(),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    index("recurrences_to_plan").on(t.id).where(sql`state = 'active'`),
    index().on(t.workspaceId, t.createdAt),
    tenantPolicy(t.workspaceId),
    sweeperPolicy(),
  ],
).enableRLS();

/** The posts of a recurrence, in the order of their turns. */
export const recurrencePosts = pgTable(
  "recurrence_posts",
  {
    workspaceId: workspaceId(),
    recurrenceId: uuid().notNull(),
    ordinal: integer().notNull(),
    postId: uuid().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.recurrenceId, t.ordinal] }),
    foreignKey({
      columns: [t.workspaceId, t.recurrenceId],
      foreignColumns: [recurrences.workspaceId, recurrences.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.postId], foreignColumns: [posts.workspaceId, posts.id] }),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** Where a recurrence goes. */
export const recurrenceChannels = pgTable(
  "recurrence_channels",
  {
    workspaceId: workspaceId(),
    recurrenceId: uuid().notNull(),
    channelId: uuid().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.recurrenceId, t.channelId] }),
    foreignKey({
      columns: [t.workspaceId, t.recurrenceId],
      foreignColumns: [recurrences.workspaceId, recurrences.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.channelId], foreignColumns: [channels.workspaceId, channels.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** One delivery per recurrence, occurrence (its wall time) and channel: what makes planning safe to run twice. */
export const recurrenceDeliveries = pgTable(
  "recurrence_deliveries",
  {
    workspaceId: workspaceId(),
    recurrenceId: uuid().notNull(),
    occurrence: text().notNull(),
    channelId: uuid().notNull(),
    deliveryId: uuid().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.recurrenceId, t.occurrence, t.channelId] }),
    unique().on(t.workspaceId, t.deliveryId),
    foreignKey({
      columns: [t.workspaceId, t.recurrenceId],
      foreignColumns: [recurrences.workspaceId, recurrences.id],
    }).onDelete("cascade"),
    foreignKey({ columns: [t.workspaceId, t.deliveryId], foreignColumns: [deliveries.workspaceId, deliveries.id] }),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** An uploaded CSV file. checked: read, and nothing changed · running: its rows become posts · completed. */
export const imports = pgTable(
  "imports",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    fileName: text().notNull(),
    state: text({ enum: ["checked", "running", "completed"] })
      .notNull()
      .default("checked"),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (t) => [unique().on(t.workspaceId, t.id), index().on(t.workspaceId, t.createdAt), tenantPolicy(t.workspaceId)],
).enableRLS();

/** What a row of an import asks for; `at` is null for the queue. */
export type ImportRow = {
  title: string | null;
  parts: string[];
  channels: { id: string; name: string; network: (typeof channels.$inferSelect)["network"] }[];
  at: string | null;
  timeZone: string;
  mediaUrl: string | null;
  mediaAlt: string;
};

/** A row of an import, by its number in a spreadsheet; it becomes a post and its deliveries in one transaction. */
export const importRows = pgTable(
  "import_rows",
  {
    workspaceId: workspaceId(),
    importId: uuid().notNull(),
    row: integer().notNull(),
    state: text({ enum: ["waiting", "problem", "done"] })
      .notNull()
      .default("waiting"),
    content: jsonb().$type<ImportRow>().notNull(),
    problems: text().array().notNull().default(sql`'{}'`),
    postId: uuid(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.importId, t.row] }),
    foreignKey({ columns: [t.workspaceId, t.importId], foreignColumns: [imports.workspaceId, imports.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();
