import { and, asc, eq } from "drizzle-orm";
import { members, workspaces } from "@/db/schema/workspaces";
import { withUser } from "@/db/tenant";
import type { Role } from "@/server/permissions";

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
