import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, network, sweeperPolicy, tenantPolicy, workspaceId } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";

/** An encrypted set of credentials: AES-256-GCM under a per-row data key, itself wrapped by a versioned master key. */
export type SealedCredentials = { keyVersion: number; wrappedKey: string; sealed: string };

/** A connected account on a network. Every workspace is born with its Hub channel, whose `remoteId` is its handle. */
export const channels = pgTable(
  "channels",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    network: network(),
    remoteId: text().notNull(),
    name: text().notNull(),
    avatarUrl: text(),
    health: text({ enum: ["connected", "reconnect"] })
      .notNull()
      .default("connected"),
    healthMessage: text(),
    credentials: jsonb().$type<SealedCredentials>(),
    /** Grows with every refresh, so that one refresher wins and the others read its result. */
    credentialsVersion: integer().notNull().default(1),
    credentialsExpireAt: instant(),
    /** When the credentials are renewed ahead of their end; null when they have none, or cannot be renewed. */
    refreshAt: instant(),
    /** After this only a person can connect it again; null while the sign-in renews itself. */
    endsAt: instant(),
    /** Somebody is refreshing until then; in the past: a refresh was begun whose answer never came to be stored. */
    refreshUntil: instant(),
    /** A person stopped this channel: nothing is sent to it until it is resumed. */
    pausedAt: instant(),
    /** Nothing is sent before: the network asked for quiet, or the last post was too short ago. */
    notBefore: instant(),
    /** How far apart posts of this channel are at least, where a person wants more than the network does. */
    spacingSeconds: integer(),
    createdAt: createdAt(),
    deletedAt: instant(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex().on(t.workspaceId, t.network, t.remoteId).where(sql`deleted_at is null`),
    uniqueIndex("channels_hub_handle").on(t.remoteId).where(sql`network = 'hub'`),
    index("channels_quiet").on(t.notBefore).where(sql`not_before is not null`),
    index("channels_paused").on(t.id).where(sql`paused_at is not null`),
    index("channels_refresh").on(t.refreshAt).where(sql`deleted_at is null and health = 'connected'`),
    tenantPolicy(t.workspaceId),
    sweeperPolicy(),
  ],
).enableRLS();

/** A media file, content-addressed within its workspace; the bytes are in storage under the hash. */
export const assets = pgTable(
  "assets",
  {
    id: id(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    sha256: text().notNull(),
    mediaType: text().notNull(),
    bytes: integer().notNull(),
    width: integer(),
    height: integer(),
    fileName: text(),
    createdAt: createdAt(),
  },
  (t) => [unique().on(t.workspaceId, t.id), uniqueIndex().on(t.workspaceId, t.sha256), tenantPolicy(t.workspaceId)],
).enableRLS();

/** A post on the workspace's own public channel. `ownKey` is the ledger's key of the part, so one part is one page. */
export const hubPosts = pgTable(
  "hub_posts",
  {
    id: id(),
    workspaceId: workspaceId(),
    channelId: uuid().notNull(),
    deliveryId: uuid().notNull(),
    ownKey: text().notNull(),
    slug: text().notNull(),
    title: text().notNull(),
    text: text().notNull(),
    language: text(),
    media: jsonb().$type<{ assetId: string; alt: string }[]>().notNull(),
    /** The database's clock when the page came to be, not when it was due. */
    publishedAt: instant().notNull().default(sql`clock_timestamp()`),
    removedAt: instant(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex().on(t.workspaceId, t.channelId, t.ownKey),
    uniqueIndex().on(t.workspaceId, t.channelId, t.slug),
    index().on(t.workspaceId, t.channelId, t.publishedAt),
    foreignKey({ columns: [t.workspaceId, t.channelId], foreignColumns: [channels.workspaceId, channels.id] }).onDelete(
      "cascade",
    ),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();

/** Originals and media when storage is kept in Postgres; content-addressed per workspace. */
export const storedObjects = pgTable(
  "stored_objects",
  {
    workspaceId: workspaceId(),
    key: text().notNull(),
    /** Base64: postgres.js and Drizzle move text without surprises, and objects are at most 25 MB. */
    body: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique().on(t.workspaceId, t.key), tenantPolicy(t.workspaceId)],
).enableRLS();
