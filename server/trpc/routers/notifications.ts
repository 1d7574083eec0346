import { z } from "zod";
import {
  listNotificationsInput,
  notificationIdInput,
  notificationListOutput,
  unreadOutput,
} from "@/server/notifications/input";
import { markAllRead, markRead } from "@/server/notifications/mark-read";
import { countUnread, listNotifications } from "@/server/notifications/queries";
import { memberProcedure, router } from "@/server/trpc/trpc";

const read = memberProcedure("workspace.read");

/** What people should know. */
export const notificationsRouter = router({
  list: read
    .input(listNotificationsInput)
    .output(notificationListOutput)
    .query(({ ctx, input }) => listNotifications(ctx, input)),
  unread: read
    .input(z.void())
    .output(unreadOutput)
    .query(({ ctx }) => countUnread(ctx)),
  markRead: read
    .input(notificationIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => markRead(ctx, input)),
  markAllRead: read
    .input(z.void())
    .output(z.void())
    .mutation(({ ctx }) => markAllRead(ctx)),
});
