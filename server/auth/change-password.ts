import { and, eq, isNull, sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { passwordResets, users } from "@/db/schema/users";
import type { ChangePasswordInput } from "@/server/auth/input";
import { limitAttempts } from "@/server/auth/limit-attempts";
import { hashPassword, verifyPassword } from "@/server/auth/password";
import { endAllSessions } from "@/server/auth/revoke-session";
import type { SessionUser } from "@/server/auth/session";
import { AppError } from "@/server/errors";

/** Sets a new password, voids reset links and ends every other session. Throws FORBIDDEN when the current one does not match, TOO_MANY_REQUESTS. */
export async function changePassword(user: SessionUser, { current, password }: ChangePasswordInput): Promise<void> {
  // A stolen session must not be a place to guess the password at leisure.
  await limitAttempts({ action: "password", account: user.id, address: user.sessionId });
  const [row] = await withoutTenant((tx) =>
    tx.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, user.id)),
  );
  // Someone who came through Google has none yet, and sets their first.
  if (row?.passwordHash && !(await verifyPassword(current, row.passwordHash)).ok)
    throw new AppError("FORBIDDEN", "The current password does not match.");
  const passwordHash = await hashPassword(password);
  await withoutTenant(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
    await tx
      .update(passwordResets)
      .set({ usedAt: sql`now()` })
      .where(and(eq(passwordResets.userId, user.id), isNull(passwordResets.usedAt)));
    await endAllSessions(tx, user.id, user.sessionId);
  });
}
