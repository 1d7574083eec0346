import { randomUUID } from "node:crypto";
import { users } from "@/db/schema/users";
import { withTenant } from "@/db/tenant";
import type { SignUpInput } from "@/server/auth/input";
import { hashPassword } from "@/server/auth/password";
import { AppError } from "@/server/errors";
import { type NewWorkspace, openWorkspace } from "@/server/workspaces/create-workspace";

/** The new person and the workspace they own. */
export type SignedUp = { userId: string; email: string; workspace: NewWorkspace };

/**
 * Makes an account and its first workspace, with membership and Hub channel, all or nothing. Throws CONFLICT for a taken
 * email; hashing comes first, so the answer takes equally long.
 */
export async function signUp(input: SignUpInput, requestId: string = randomUUID()): Promise<SignedUp> {
  const passwordHash = await hashPassword(input.password);
  const [userId, workspaceId] = [randomUUID(), randomUUID()];
  const binding = { workspaceId, userId, actor: `user:${userId}`, action: "account.signUp", requestId };
  return withTenant(binding, async (tx) => {
    const [created] = await tx
      .insert(users)
      .values({ id: userId, email: input.email, name: input.name, passwordHash })
      .onConflictDoNothing()
      .returning({ id: users.id });
    if (!created)
      throw new AppError(
        "CONFLICT",
        "That email cannot be used for a new account. If it is yours, sign in or reset the password.",
      );
    const workspace = await openWorkspace(tx, {
      id: workspaceId,
      name: input.workspace,
      timeZone: input.timeZone,
      userId,
    });
    return { userId, email: input.email, workspace };
  });
}
