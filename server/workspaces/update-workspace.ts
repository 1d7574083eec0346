import { eq } from "drizzle-orm";
import { workspaces } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import type { UpdateWorkspaceInput } from "@/server/workspaces/input";

/** Changes a workspace's name, time zone or lateness policy; its address stays, so links keep working. */
export async function updateWorkspace(ctx: Ctx, input: UpdateWorkspaceInput): Promise<void> {
  guard(ctx, "workspace.manage");
  const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  if (Object.keys(changes).length === 0) return;
  await ctx.tx(async (tx) => {
    await tx.update(workspaces).set(changes).where(eq(workspaces.id, ctx.workspaceId));
  });
}
