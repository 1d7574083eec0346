import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, network, sweeperPolicy, tenantPolicy, workspaceId } from "@/db/columns";
import { channels } from "@/db/schema/channels";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { users } from "@/db/schema/users";

/** What may keep a delivery from going out as wished, found ahead of its instant. */
export type Risk = { code: string; severity: "error" | "warning"; message: string };

/** What a part looks like on its network, held against what was sent; `differences` are in plain words. */
export type Proof = { checkedAt: string; state: "same" | "different" | "gone" | "cannot_tell"; differences: string[] };

/**
 * The ledger: one pinned rendition version to one channel at one instant.
 * scheduled → preparing → ready → claimed → sending → published | failed | unknown → reconcile → … | needs_attention;
 * cancelled from any state before sending. The commit to `sending` is the cut-off for edits and cancels.
 */
export const deliveries = pgTable(
  "deliveries",
  {
    id: id(),
    workspaceId: workspaceId(),
    postId: uuid().notNull(),
    renditionId: uuid().notNull(),
    versionId: uuid().notNull(),
    channelId: uuid().notNull(),
    network: network(),
    state: text({
      enum: [
        "scheduled",
        "preparing",
        "ready",
        "claimed",
        "sending",
        "unknown",
        "published",
        "failed",
        "cancelled",
        "needs_attention",
      ],
    })
      .notNull()
      .default("scheduled"),
    /** The instant the person chose, with the wall time and zone it was chosen in. */
    dueAt: instant().notNull(),
    wallTime: text().notNull(),
    timeZone: text().notNull(),
    /** When the dispatcher acts next: `dueAt`, or later after a failure that may be tried again. */
    sendAt: instant().notNull(),
    /** When a person last said to send it again: lateness counts from then. */
    askedAt: instant(),
    tries: integer().notNull().default(0),
    /** Grows with every change a person makes; an edit or cancel is a compare-and-set on it. */
    revision: integer().notNull().default(1),
    /** Fencing token: grows with every claim; a write by an older claim changes nothing. */
    fence: bigint({ mode: "number" }).notNull().default(0),
    /** Who may write to the network, see dispatch/owner.ts; of an unknown outcome: who may still. */
    owner: text(),
    /** A claim is its owner's until then; an unknown outcome is not looked at before. */
    leaseUntil: instant(),
    sendingAt: instant(),
    /** After this instant the sender has sent its last byte: an intent without an outcome may be looked at. */
    deadlineAt: instant(),
    unknownSince: instant(),
    publishedAt: instant(),
    url: text(),
    failure: jsonb().$type<{ code: string; message: string }>(),
    /** The last look ahead; of use only while the delivery is at this revision. */
    preflight: jsonb().$type<{ checkedAt: string; revision: number; risks: Risk[] }>(),
    /** What is out is read back once this has passed; null before the first look. */
    proofAt: instant(),
    /** The proof of publish is complete, or given up. */
    provenAt: instant(),
    /** The claim whose failure people were told of. */
    toldFence: bigint({ mode: "number" }),
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    index("deliveries_unproven")
      .on(sql`coalesce(proof_at, published_at)`)
      .where(sql`state = 'published' and proven_at is null`),
    index("deliveries_untold")
      .on(t.id)
      .where(sql`state in ('failed', 'needs_attention') and told_fence is distinct from fence`),
    index("deliveries_failing").on(t.workspaceId, t.channelId).where(sql`state in ('failed', 'needs_attention')`),
    index("deliveries_due").on(t.sendAt).where(sql`state in ('scheduled', 'preparing', 'ready')`),
    index("deliveries_due_of_channel")
      .on(t.channelId, t.sendAt)
      .where(sql`state in ('scheduled', 'preparing', 'ready')`),
    index("deliveries_open").on(t.channelId, t.state).where(sql`state in ('claimed', 'sending', 'unknown')`),
    index("deliveries_waiting").on(t.workspaceId, t.createdAt, t.id).where(sql`state in ('failed', 'needs_attention')`),
    index().on(t.workspaceId, t.dueAt),
    index().on(t.workspaceId, t.postId),
    index().on(t.workspaceId, t.channelId, t.sendingAt),
    foreignKey({ columns: [t.workspaceId, t.postId], foreignColumns: [posts.workspaceId, posts.id] }),
    foreignKey({ columns: [t.workspaceId, t.renditionId], foreignColumns: [renditions.workspaceId, renditions.id] }),
    foreignKey({
      columns: [t.workspaceId, t.versionId],
      foreignColumns: [renditionVersions.workspaceId, renditionVersions.id],
    }),
    foreignKey({ columns: [t.workspaceId, t.channelId], foreignColumns: [channels.workspaceId, channels.id] }),
    tenantPolicy(t.workspaceId),
    sweeperPolicy(),
  ],
).enableRLS();

/** One part of a delivery. `ownKey` is ours and fixed before the first write, so a network can be asked about it. */
export const deliveryParts = pgTable(
  "delivery_parts",
  {
    workspaceId: workspaceId(),
    deliveryId: uuid().notNull(),
    ordinal: integer().notNull(),
    state: text({ enum: ["pending", "sending", "published", "rejected", "unknown"] })
      .notNull()
      .default("pending"),
    ownKey: text().notNull(),
    prepared: jsonb().$type<Record<string, unknown>>(),
    remoteId: text(),
    url: text(),
    receipt: jsonb().$type<Record<string, string>>(),
    publishedAt: instant(),
    proof: jsonb().$type<Proof>(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.deliveryId, t.ordinal] }),
    uniqueIndex().on(t.workspaceId, t.ownKey),
    foreignKey({
      columns: [t.workspaceId, t.deliveryId],
      foreignColumns: [deliveries.workspaceId, deliveries.id],
    }).onDelete("cascade"),
    tenantPolicy(t.workspaceId),
    sweeperPolicy(),
  ],
).enableRLS();

/** One externally visible write: the intent is this row's birth, the outcome is its end. */
export const attempts = pgTable(
  "attempts",
  {
    id: id(),
    workspaceId: workspaceId(),
    deliveryId: uuid().notNull(),
    ordinal: integer().notNull(),
    kind: text({ enum: ["publish", "reconcile"] }).notNull(),
    fence: bigint({ mode: "number" }).notNull(),
    owner: text().notNull(),
    startedAt: createdAt(),
    finishedAt: instant(),
    outcome: text({
      enum: ["published", "absent", "rejected", "rate_limited", "unavailable", "auth_expired", "unknown"],
    }),
    message: text(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    index().on(t.workspaceId, t.deliveryId),
    foreignKey({
      columns: [t.workspaceId, t.deliveryId],
      foreignColumns: [deliveries.workspaceId, deliveries.id],
    }).onDelete("cascade"),
    tenantPolicy(t.workspaceId),
    sweeperPolicy(),
  ],
).enableRLS();

/** One row: what the ledger knows of the database it is in, see sweep.beat. */
export const ledgerState = pgTable(
  "ledger_state",
  {
    one: boolean().primaryKey().default(true),
    place: text().notNull(),
    startedAt: instant().notNull(),
    beatAt: instant().notNull(),
    /** The database was last started again then: it may be a copy of its files, made before. */
    restartedAt: instant(),
    /** And nobody had looked at the ledger for longer than a restart takes: what was due until then may be out. */
    silentUntil: instant(),
    /** The database was put back then. */
    restoredAt: instant(),
  },
  () => [sweeperPolicy()],
).enableRLS();
