import { and, eq, sql } from "drizzle-orm";
import { notificationReads, notifications } from "@/db/schema/notifications";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";

/** The acting person has read one notification. Throws NOT_FOUND. */
export async function markRead(ctx: Ctx, { notificationId }: { notificationId: string }): Promise<void> {
  guard(ctx, "workspace.read");
  const { workspaceId } = ctx;
  const userId = reader(ctx);
  await ctx.tx(async (tx) => {
    const [found] = await tx
      .select({ id: notifications.id })
      .from(notifications)
      .where(and(eq(notifications.workspaceId, workspaceId), eq(notifications.id, notificationId)));
    if (!found) throw new AppError("NOT_FOUND", "There is no such notification here.");
    await tx.insert(notificationReads).values({ workspaceId, notificationId, userId }).onConflictDoNothing();
  });
}

/** The acting person has read everything there is now. */
export async function markAllRead(ctx: Ctx): Promise<void> {
  guard(ctx, "workspace.read");
  const userId = reader(ctx);
  await ctx.tx((tx) =>
    tx.execute(sql`insert into notification_reads (workspace_id, notification_id, user_id)
      select n.workspace_id, n.id, ${userId}::uuid from notifications n where n.workspace_id = ${ctx.workspaceId}
      on conflict do nothing`),
  );
}

function reader(ctx: Ctx): string {
  const userId = actorUserId(ctx);
  if (!userId) throw new AppError("FORBIDDEN", "Only a person reads notifications.");
  return userId;
}
