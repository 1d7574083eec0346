import { randomUUID } from "node:crypto";
import { withoutTenant } from "@/db/client";
import { users } from "@/db/schema/users";
import { members, workspaces } from "@/db/schema/workspaces";
import { type Ctx, createCtx, systemCtx } from "@/server/context";
import type { Role } from "@/server/permissions";

/** A fresh workspace of one member, as that member's Ctx. */
export async function testWorkspace(role: Role = "owner"): Promise<Ctx & { userId: string }> {
  const [workspaceId, userId] = [randomUUID(), randomUUID()];
  await withoutTenant((tx) => tx.insert(users).values({ id: userId, email: `${userId}@example.org` }));
  await systemCtx(workspaceId, "test").tx(async (tx) => {
    await tx.insert(workspaces).values({ id: workspaceId, name: "Test", slug: workspaceId });
    await tx.insert(members).values({ workspaceId, userId, role });
  });
  const ctx = createCtx({ workspaceId, actor: { kind: "user", userId, role }, action: "test" });
  return { ...ctx, userId };
}
