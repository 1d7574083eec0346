import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { deliveries } from "@/db/schema/deliveries";
import { notificationReads, notifications } from "@/db/schema/notifications";
import { actorUserId, type Ctx, guard } from "@/server/context";
import type { listNotificationsInput, Notification } from "@/server/notifications/input";
import { before, type Page, pageOf } from "@/server/paging";

/** A count beyond this is of no more use to anybody. */
const MOST_COUNTED = 100;

const readByThem = (userId: string | null): SQL | undefined =>
  and(
    eq(notificationReads.workspaceId, notifications.workspaceId),
    eq(notificationReads.notificationId, notifications.id),
    sql`${notificationReads.userId} = ${userId}`,
  );

/** What the workspace was told, newest first, with what the asking person has read. */
export async function listNotifications(
  ctx: Ctx,
  { limit, cursor }: z.output<typeof listNotificationsInput>,
): Promise<Page<Notification>> {
  guard(ctx, "workspace.read");
  const rows = await ctx.tx((tx) =>
    tx
      .select({
        id: notifications.id,
        kind: notifications.kind,
        text: notifications.text,
        channelId: notifications.channelId,
        deliveryId: notifications.deliveryId,
        postId: deliveries.postId,
        createdAt: notifications.createdAt,
        resolvedAt: notifications.resolvedAt,
        read: sql<boolean>`${notificationReads.userId} is not null`,
      })
      .from(notifications)
      .leftJoin(notificationReads, readByThem(actorUserId(ctx)))
      .leftJoin(
        deliveries,
        and(eq(deliveries.workspaceId, notifications.workspaceId), eq(deliveries.id, notifications.deliveryId)),
      )
      .where(
        and(eq(notifications.workspaceId, ctx.workspaceId), before(cursor, notifications.createdAt, notifications.id)),
      )
      .orderBy(desc(notifications.createdAt), desc(notifications.id))
      .limit(limit + 1),
  );
  return pageOf(rows, limit);
}

/** How many notifications whose cause goes on the asking person has not read; 100 stands for more. */
export async function countUnread(ctx: Ctx): Promise<{ unread: number }> {
  guard(ctx, "workspace.read");
  return ctx.tx(async (tx) => {
    const unread = tx
      .select({ id: notifications.id })
      .from(notifications)
      .leftJoin(notificationReads, readByThem(actorUserId(ctx)))
      .where(
        and(
          eq(notifications.workspaceId, ctx.workspaceId),
          isNull(notifications.resolvedAt),
          isNull(notificationReads.userId),
        ),
      )
      .limit(MOST_COUNTED);
    return { unread: (await unread).length };
  });
}
