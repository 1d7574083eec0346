import { and, asc, eq } from "drizzle-orm";
import type { z } from "zod";
import { members, workspaces } from "@/db/schema/workspaces";
import { withUser } from "@/db/tenant";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import type { Role } from "@/server/permissions";
import type { workspaceView } from "@/server/workspaces/input";

/** A workspace as one of its members sees it. */
export type Membership = { workspaceId: string; slug: string; name: string; timeZone: string; role: Role };

const membership = {
  workspaceId: workspaces.id,
  slug: workspaces.slug,
  name: workspaces.name,
  timeZone: workspaces.timeZone,
  role: members.role,
};

/** The person's membership of the workspace at this slug; null when there is none, whether or not it exists. */
export async function membershipBySlug(userId: string, slug: string): Promise<Membership | null> {
  const [found] = await withUser(userId, (tx) =>
    tx
      .select(membership)
      .from(members)
      .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
      .where(and(eq(members.userId, userId), eq(workspaces.slug, slug))),
  );
  return found ?? null;
}

/** The person's membership of a workspace by id. */
export async function membershipById(userId: string, workspaceId: string): Promise<Membership | null> {
  const [found] = await withUser(userId, (tx) =>
    tx
      .select(membership)
      .from(members)
      .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
      .where(and(eq(members.userId, userId), eq(workspaces.id, workspaceId))),
  );
  return found ?? null;
}

/** Every workspace the person belongs to, oldest first (at most 100). */
export function workspacesOf(userId: string): Promise<Membership[]> {
  return withUser(userId, (tx) =>
    tx
      .select(membership)
      .from(members)
      .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
      .where(eq(members.userId, userId))
      .orderBy(asc(members.createdAt))
      .limit(100),
  );
}

/** The workspace itself, as the acting member sees it. */
export async function getWorkspace(ctx: Ctx): Promise<z.infer<typeof workspaceView>> {
  guard(ctx, "workspace.read");
  const [found] = await ctx.tx((tx) => tx.select().from(workspaces).where(eq(workspaces.id, ctx.workspaceId)));
  if (!found) throw new AppError("NOT_FOUND", "There is no such workspace here.");
  const { id, slug, name, timeZone, latenessMinutes } = found;
  const role = ctx.actor.kind === "system" ? "owner" : ctx.actor.role;
  return { id, slug, name, timeZone, latenessMinutes, role };
}
