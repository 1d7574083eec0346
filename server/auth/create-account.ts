import { withoutTenant } from "@/db/client";
import { users } from "@/db/schema/users";
import type { SignUpInput } from "@/server/auth/input";
import { hashPassword } from "@/server/auth/password";
import { AppError } from "@/server/errors";

/** Makes an account without a workspace, for somebody who is going to join one. Throws CONFLICT for a taken email. */
export async function createAccount(input: Omit<SignUpInput, "workspace">): Promise<{ userId: string }> {
  const { email, name } = input;
  const passwordHash = await hashPassword(input.password);
  const [created] = await withoutTenant((tx) =>
    tx.insert(users).values({ email, name, passwordHash }).onConflictDoNothing().returning({ userId: users.id }),
  );
  if (!created) throw new AppError("CONFLICT", "There is an account with that email already.");
  return created;
}
