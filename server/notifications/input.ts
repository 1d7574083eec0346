import { z } from "zod";

const NOTIFICATION_KINDS = ["channel", "delivery", "preflight", "proof"] as const;
/** channel: connect it again · delivery: did not go out · preflight: will not go out as it is · proof: looks different there. */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export const notificationIdInput = z.object({ notificationId: z.uuid() });
export const listNotificationsInput = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(200).optional(),
});

/** A notification as one person sees it; `resolvedAt` says since when its cause is gone. */
export const notificationView = z.object({
  id: z.string(),
  kind: z.enum(NOTIFICATION_KINDS),
  text: z.string(),
  channelId: z.string().nullable(),
  deliveryId: z.string().nullable(),
  postId: z.string().nullable(),
  createdAt: z.date(),
  resolvedAt: z.date().nullable(),
  read: z.boolean(),
});
export type Notification = z.infer<typeof notificationView>;

export const notificationListOutput = z.object({ items: z.array(notificationView), nextCursor: z.string().nullable() });
export const unreadOutput = z.object({ unread: z.number() });
