import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { notificationReads, notifications } from "@/db/schema/notifications";
import { announce } from "@/server/live/announce";
import type { NotificationKind } from "@/server/notifications/input";
import { addEvent } from "@/server/outbox/add-event";

/** `cause` names what it is about: while that goes on there is one notification of it, whatever happens how often. */
export type Notice = {
  kind: NotificationKind;
  cause: string;
  text: string;
  channelId?: string | undefined;
  deliveryId?: string | undefined;
};

/**
 * Tells people something, in the transaction that found it. The same words about an open cause change nothing; other
 * words make it new again.
 */
export async function raiseNotification(tx: Tx, workspaceId: string, notice: Notice): Promise<void> {
  const [raised] = await tx
    .insert(notifications)
    .values({ workspaceId, ...notice })
    .onConflictDoUpdate({
      target: [notifications.workspaceId, notifications.cause],
      targetWhere: sql`resolved_at is null`,
      set: { text: notice.text, deliveryId: notice.deliveryId ?? null, createdAt: sql`now()` },
      setWhere: sql`${notifications.text} <> excluded.text`,
    })
    .returning({ id: notifications.id });
  if (!raised) return;
  const { id } = raised;
  await tx
    .delete(notificationReads)
    .where(and(eq(notificationReads.workspaceId, workspaceId), eq(notificationReads.notificationId, id)));
  await announce(tx, workspaceId, { kind: "notification", id });
  await addEvent(tx, "notifications/notification.raised", { workspaceId, notificationId: id });
}

/** Ends what is known under these causes: it is as it should be again. */
export async function resolveNotifications(tx: Tx, workspaceId: string, causes: string[]): Promise<void> {
  if (causes.length === 0) return;
  const ended = await tx
    .update(notifications)
    .set({ resolvedAt: sql`now()` })
    .where(
      and(
        eq(notifications.workspaceId, workspaceId),
        isNull(notifications.resolvedAt),
        sql`${notifications.cause} = any(${sql.param(causes)}::text[])`,
      ),
    )
    .returning({ id: notifications.id });
  for (const { id } of ended) await announce(tx, workspaceId, { kind: "notification", id });
}
