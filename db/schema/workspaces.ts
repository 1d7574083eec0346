import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgPolicy, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { appRole, createdAt, currentUser, id, instant, sweeperPolicy, tenantPolicy, workspaceId } from "@/db/columns";
import { users } from "@/db/schema/users";

/** The tenant. `slug` is its place in URLs; `latenessMinutes` is how late a post may still go out unasked. */
export const workspaces = pgTable(
  "workspaces",
  {
    id: id(),
    name: text().notNull(),
    slug: text().notNull().unique(),
    timeZone: text().notNull().default("UTC"),
    latenessMinutes: integer().notNull().default(60),
    /** Somebody stopped everything: nothing is sent until it is resumed. */
    pausedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    index("workspaces_paused").on(t.id).where(sql`paused_at is not null`),
    tenantPolicy(t.id),
    pgPolicy("own", {
      for: "select",
      to: appRole,
      using: sql`exists (select 1 from members m where m.workspace_id = ${t.id} and m.user_id = ${currentUser})`,
    }),
    sweeperPolicy(),
  ],
).enableRLS();

/** A user in a workspace. Roles differ in kind, see server/permissions.ts. */
export const members = pgTable(
  "members",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: ["owner", "admin", "publisher", "editor", "writer", "client"] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId] }),
    index().on(t.userId),
    tenantPolicy(t.workspaceId),
    // A person sees their memberships everywhere, to choose from; they change only in the bound workspace.
    pgPolicy("own", { for: "select", to: appRole, using: sql`${t.userId} = ${currentUser}` }),
  ],
).enableRLS();

/** Who changed which row, by which action and request; written by triggers, never changed. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: id(),
    workspaceId: workspaceId(),
    actor: text().notNull(),
    action: text(),
    requestId: text(),
    tableName: text().notNull(),
    rowId: text().notNull(),
    operation: text({ enum: ["insert", "update", "delete"] }).notNull(),
    changed: text().array(),
    at: createdAt(),
  },
  (t) => [index().on(t.workspaceId, t.at), tenantPolicy(t.workspaceId)],
).enableRLS();

/** Events to be sent after commit. The relay sends them with this row's id, so a second send is noticed. */
export const outbox = pgTable(
  "outbox",
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text().notNull(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [tenantPolicy(t.workspaceId), sweeperPolicy()],
).enableRLS();

/** The answer of a request that carried an Idempotency-Key, written in the effect's own transaction. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    workspaceId: workspaceId(),
    actor: text().notNull(),
    route: text().notNull(),
    key: text().notNull(),
    bodyHash: text().notNull(),
    response: jsonb().$type<{ status: number; body: unknown }>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.actor, t.route, t.key] }), tenantPolicy(t.workspaceId)],
).enableRLS();

/** A voice to write in. */
export const brands = pgTable(
  "brands",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text().notNull(),
    audience: text(),
    tone: text(),
    dos: text().array().notNull().default(sql`'{}'`),
    donts: text().array().notNull().default(sql`'{}'`),
    bannedPhrases: text().array().notNull().default(sql`'{}'`),
    hashtags: text().array().notNull().default(sql`'{}'`),
    /** Sentences that people rewrote and then scheduled count among the author's texts. */
    learnsFromEdits: boolean().notNull().default(true),
    createdAt: createdAt(),
    deletedAt: instant(),
  },
  (t) => [unique().on(t.workspaceId, t.id), tenantPolicy(t.workspaceId)],
).enableRLS();
