import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { notifications } from "@/db/schema/notifications";
import { members, workspaces } from "@/db/schema/workspaces";
import { sendMail } from "@/server/auth/mail";
import { peopleByIds } from "@/server/auth/queries";
import type { Ctx } from "@/server/context";
import { env } from "@/server/env";

/** However often a cause is raised again, it is not mailed more often than this. */
const MAIL_EVERY = sql`interval '1 hour'`;
/** What one mail lists; the rest is counted. */
const MOST_LISTED = 20;

/** What one mail is about, and who gets it: ids only, so that it may pass between steps. */
export type Mailing = { notificationIds: string[]; userIds: string[] };

/**
 * Takes everything that people of this workspace are still to be mailed about, together, so that many things at once make
 * one mail. Empty when mail is not configured or another run has taken it.
 */
export async function takeMailing(ctx: Ctx): Promise<Mailing> {
  if (!env().SMTP_URL) return { notificationIds: [], userIds: [] };
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const taken = await tx
      .update(notifications)
      .set({ mailedAt: sql`now()` })
      .where(
        and(
          eq(notifications.workspaceId, workspaceId),
          isNull(notifications.resolvedAt),
          sql`coalesce(${notifications.mailedAt} < ${notifications.createdAt} and ${notifications.mailedAt} < now() - ${MAIL_EVERY}, true)`,
        ),
      )
      .returning({ id: notifications.id });
    if (taken.length === 0) return { notificationIds: [], userIds: [] };
    const people = await tx
      .select({ userId: members.userId })
      .from(members)
      .where(and(eq(members.workspaceId, workspaceId), inArray(members.role, ["owner", "admin", "publisher"])));
    return { notificationIds: taken.map(({ id }) => id), userIds: people.map(({ userId }) => userId) };
  });
}

/** Mails one person what was taken. Throws when the mail server refuses. */
export async function mailPerson(
  ctx: Ctx,
  { userId, notificationIds }: { userId: string; notificationIds: string[] },
): Promise<"sent" | "gone"> {
  const { workspaceId } = ctx;
  const { place, said } = await ctx.tx(async (tx) => {
    const [found] = await tx
      .select({ name: workspaces.name, slug: workspaces.slug })
      .from(workspaces)
      .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId)))
      .where(eq(workspaces.id, workspaceId));
    const rows = await tx
      .select({ text: notifications.text })
      .from(notifications)
      .where(
        and(
          eq(notifications.workspaceId, workspaceId),
          sql`${notifications.id} = any(${sql.param(notificationIds)}::uuid[])`,
        ),
      )
      .orderBy(asc(notifications.createdAt));
    return { place: found, said: rows.map(({ text }) => text) };
  });
  const person = (await peopleByIds([userId])).get(userId);
  if (!place || !person || said.length === 0) return "gone";
  await sendMail({ to: person.email, ...mailOf(place, said) });
  return "sent";
}

function mailOf(place: { name: string; slug: string }, said: string[]): { subject: string; text: string } {
  const subject =
    said.length === 1 ? `${place.name}: something needs you` : `${place.name}: ${said.length} things need you`;
  const lines = said.slice(0, MOST_LISTED).map((text) => `- ${text}`);
  if (said.length > MOST_LISTED) lines.push(`- and ${said.length - MOST_LISTED} more`);
  return { subject, text: `${lines.join("\n")}\n\n${env().appUrl}/${place.slug}\n` };
}
