import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import { members } from "@/db/schema/workspaces";
import { peopleByIds } from "@/server/auth/queries";
import { type Ctx, guard } from "@/server/context";
import { before, pageOf } from "@/server/paging";
import type { listMembersInput, memberList } from "@/server/workspaces/input";

/** The workspace's people, newest first. */
export async function listMembers(
  ctx: Ctx,
  { limit, cursor }: z.infer<typeof listMembersInput>,
): Promise<z.infer<typeof memberList>> {
  guard(ctx, "workspace.read");
  // The workspace is named here too: the row policy also shows people their own memberships elsewhere.
  const rows = await ctx.tx((tx) =>
    tx
      .select({ id: members.userId, role: members.role, createdAt: members.createdAt })
      .from(members)
      .where(and(eq(members.workspaceId, ctx.workspaceId), before(cursor, members.createdAt, members.userId)))
      .orderBy(desc(members.createdAt), desc(members.userId))
      .limit(limit + 1),
  );
  const { items, nextCursor } = pageOf(rows, limit);
  const people = await peopleByIds(items.map((row) => row.id));
  return {
    items: items.map(({ id, role, createdAt }) => {
      const person = people.get(id);
      return { userId: id, role, since: createdAt, name: person?.name ?? null, email: person?.email ?? "" };
    }),
    nextCursor,
  };
}
