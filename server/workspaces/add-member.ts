import { members } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import type { Role } from "@/server/permissions";

/** Gives a person a role in the workspace; somebody who is a member already keeps the role they have. */
export async function addMember(ctx: Ctx, member: { userId: string; role: Exclude<Role, "owner"> }): Promise<void> {
  guard(ctx, "workspace.manage");
  await ctx.tx((tx) =>
    tx
      .insert(members)
      .values({ workspaceId: ctx.workspaceId, ...member })
      .onConflictDoNothing(),
  );
}
