import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, sweeperPolicy, tenantPolicy, workspaceId } from "@/db/columns";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { users } from "@/db/schema/users";

/** Something people should know. One open row per cause; `createdAt` is when it was last raised. */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    workspaceId: workspaceId(),
    kind: text({ enum: ["channel", "delivery", "preflight", "proof"] }).notNull(),
    cause: text().notNull(),
    channelId: uuid(),
    deliveryId: uuid(),
    text: text().notNull(),
    createdAt: createdAt(),
    /** The cause is gone. */
    resolvedAt: instant(),
    mailedAt: instant(),
  },
  (t) => [
    unique().on(t.workspaceId, t.id),
    uniqueIndex("notifications_open").on(t.workspaceId, t.cause).where(sql`resolved_at is null`),
    index().on(t.workspaceId, t.createdAt, t.id),
    foreignKey({ columns: [t.workspaceId, t.channelId], foreignColumns: [channels.workspaceId, channels.id] }).onDelete(
      "cascade",
    ),
    foreignKey({
      columns: [t.workspaceId, t.deliveryId],
      foreignColumns: [deliveries.workspaceId, deliveries.id],
    }).onDelete("cascade"),
    tenantPolicy(t.workspaceId),
    sweeperPolicy(),
  ],
).enableRLS();

/** Who has read a notification since it was last raised. */
export const notificationReads = pgTable(
  "notification_reads",
  {
    workspaceId: workspaceId(),
    notificationId: uuid().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    readAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.notificationId, t.userId] }),
    foreignKey({
      columns: [t.workspaceId, t.notificationId],
      foreignColumns: [notifications.workspaceId, notifications.id],
    }).onDelete("cascade"),
    tenantPolicy(t.workspaceId),
  ],
).enableRLS();
