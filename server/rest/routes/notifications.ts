import { z } from "zod";
import { listNotificationsInput, notificationView } from "@/server/notifications/input";
import { markRead } from "@/server/notifications/mark-read";
import { listNotifications } from "@/server/notifications/queries";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";

const view = notificationView.extend({ createdAt: instantView, resolvedAt: instantView.nullable() });

export const notificationRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/notifications",
    summary: "What people of the workspace should know, newest first",
    permission: "workspace.read",
    input: listNotificationsInput,
    output: z.object({ items: z.array(view), nextCursor: z.string().nullable() }),
    status: 200,
    handler: (ctx, input) => listNotifications(ctx, input),
  }),
  memberRoute({
    method: "POST",
    path: "/notifications/{id}/read",
    summary: "Mark a notification as read by the token's owner",
    permission: "workspace.read",
    input: z.object({ id: z.uuid() }),
    output: z.object({ read: z.literal(true) }),
    status: 200,
    handler: async (ctx, { id }) => {
      await markRead(ctx, { notificationId: id });
      return { read: true as const };
    },
  }),
];
