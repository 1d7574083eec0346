import { eq } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { users } from "@/db/schema/users";
import type { SignInInput } from "@/server/auth/input";
import { hashPassword, NO_PASSWORD, verifyPassword } from "@/server/auth/password";
import { type StartedSession, startSession } from "@/server/auth/start-session";
import { AppError } from "@/server/errors";
import type { RequestOrigin } from "@/server/request";

/** Whose password this is. Throws UNAUTHORIZED, the same for an unknown email as for a wrong password. */
export async function checkPassword({ email, password }: SignInInput): Promise<{ userId: string }> {
  const [user] = await withoutTenant((tx) =>
    tx.select({ id: users.id, passwordHash: users.passwordHash }).from(users).where(eq(users.email, email)),
  );
  const { ok, stale } = await verifyPassword(password, user?.passwordHash ?? NO_PASSWORD);
  if (!user || !ok) throw new AppError("UNAUTHORIZED", "Email and password do not match.");
  if (stale) {
    const passwordHash = await hashPassword(password);
    await withoutTenant((tx) => tx.update(users).set({ passwordHash }).where(eq(users.id, user.id)));
  }
  return { userId: user.id };
}

/** Signs a person in on one browser. Throws UNAUTHORIZED. */
export async function signIn(input: SignInInput, origin: RequestOrigin): Promise<StartedSession & { userId: string }> {
  const { userId } = await checkPassword(input);
  return { userId, ...(await startSession(userId, origin)) };
}
