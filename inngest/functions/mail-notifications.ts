import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { mailPerson, takeMailing } from "@/server/notifications/mail-notifications";

type Raised = Events["notifications/notification.raised"];

/** Mails what was raised, after a moment in which more may come: whoever comes first takes all of it. */
export const mailNotifications = inngest.createFunction(
  {
    id: "mail-notifications",
    triggers: [{ event: "notifications/notification.raised" }],
    retries: 3,
    concurrency: [{ key: "event.data.workspaceId", limit: 1 }],
  },
  async ({ event, step }) => {
    const { workspaceId } = event.data as Raised;
    const ctx = systemCtx(workspaceId, "mail-notifications");
    await step.sleep("gather", "20s");
    const { notificationIds, userIds } = await step.run("take", () => takeMailing(ctx));
    // One person's mail server must not keep the mail from the others.
    await Promise.allSettled(
      userIds.map((userId) => step.run(`mail-${userId}`, () => mailPerson(ctx, { userId, notificationIds }))),
    );
    return { notifications: notificationIds.length, people: userIds.length };
  },
);
