import { randomBytes, randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { members, workspaces } from "@/db/schema/workspaces";
import { withTenant } from "@/db/tenant";
import { AppError } from "@/server/errors";
import { createHubChannel } from "@/server/hub/create-hub-channel";
import { type CreateWorkspaceInput, slugFrom } from "@/server/workspaces/input";

/** A workspace just made. */
export type NewWorkspace = { id: string; slug: string; name: string };

/** A further workspace for a person who is signed in; they own it. */
export function createWorkspace(by: { userId: string; requestId: string }, input: CreateWorkspaceInput) {
  const id = randomUUID();
  const { userId, requestId } = by;
  const binding = { workspaceId: id, userId, actor: `user:${userId}`, action: "workspaces.create", requestId };
  return withTenant(binding, (tx) => openWorkspace(tx, { id, ...input, userId }));
}

/** The rows a workspace is born with: itself, its owner, its Hub. `tx` is bound to `id`. */
export async function openWorkspace(
  tx: Tx,
  { id, name, timeZone = "UTC", userId }: { id: string; name: string; timeZone?: string | undefined; userId: string },
): Promise<NewWorkspace> {
  const slug = await claimSlug(tx, { id, name, timeZone });
  await tx.insert(members).values({ workspaceId: id, userId, role: "owner" });
  await createHubChannel(tx, { workspaceId: id, handle: slug, name });
  return { id, slug, name };
}

/** Inserts the workspace under the first free slug; two people may want the same one at once. */
async function claimSlug(tx: Tx, workspace: { id: string; name: string; timeZone: string }): Promise<string> {
  const wanted = slugFrom(workspace.name);
  const others = Array.from({ length: 5 }, () => `${wanted}-${randomBytes(3).toString("hex")}`);
  for (const slug of [wanted, `${wanted}-2`, `${wanted}-3`, ...others]) {
    const [found] = await tx.execute<{ taken: boolean }>(sql`select sweep.slug_taken(${slug}) as taken`);
    if (found?.taken) continue;
    const [made] = await tx
      .insert(workspaces)
      .values({ ...workspace, slug })
      .onConflictDoNothing({ target: workspaces.slug })
      .returning({ id: workspaces.id });
    if (made) return slug;
  }
  throw new AppError("CONFLICT", "That workspace name is taken. Choose another.");
}
