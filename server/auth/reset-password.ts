import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { passwordResets, users } from "@/db/schema/users";
import type { RequestResetInput, ResetPasswordInput } from "@/server/auth/input";
import { sendMail } from "@/server/auth/mail";
import { hashPassword } from "@/server/auth/password";
import { endAllSessions } from "@/server/auth/revoke-session";
import { hashToken } from "@/server/auth/session";
import { env } from "@/server/env";
import { AppError } from "@/server/errors";
import { log } from "@/server/log";

const LIFETIME_MS = 3_600_000;

/**
 * Mails a link that sets a new password, good once and for an hour. Says the same whether or not the account exists.
 * Without SMTP the link is logged; in a demo that only this machine can reach it is also returned.
 */
export async function requestPasswordReset({ email }: RequestResetInput): Promise<{ link: string | null }> {
  const [user] = await withoutTenant((tx) => tx.select({ id: users.id }).from(users).where(eq(users.email, email)));
  if (!user) return { link: null };
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  await withoutTenant(async (tx) => {
    // What is too old says the same as what never was.
    const old = and(eq(passwordResets.userId, user.id), lt(passwordResets.expiresAt, sql`now()`));
    await tx.delete(passwordResets).where(old);
    await tx.insert(passwordResets).values({ tokenHash: hashToken(token), userId: user.id, expiresAt });
  });
  const link = `${env().appUrl}/reset-password?token=${token}`;
  if (!env().SMTP_URL) {
    log().warn({ link }, "a password reset was asked for; without SMTP_URL its link is only here");
    return { link: env().DEMO && onlyHere() ? link : null };
  }
  const text = `Set a new password for Reprise:\n\n${link}\n\nThe link works once, for an hour. If you did not ask for it, ignore this mail.\n`;
  // Not awaited: how long the answer takes must not tell whether the account exists.
  sendMail({ to: email, subject: "Reset your Reprise password", text }).catch((err: unknown) =>
    log().error({ err }, "a password reset mail was not sent"),
  );
  return { link: null };
}

const LOOPBACK = new Set(["127.0.0.1", "[::1]", "::1", "localhost"]);

/** Whoever is shown a link owns the account, so nobody is when others can ask. */
const onlyHere = (): boolean => LOOPBACK.has(env().HOST) && LOOPBACK.has(new URL(env().appUrl).hostname);

/** Sets a new password by a reset link and ends every session. Throws BAD_REQUEST when the link is used up or old. */
export async function resetPassword({ token, password }: ResetPasswordInput): Promise<void> {
  const usable = and(
    eq(passwordResets.tokenHash, hashToken(token)),
    isNull(passwordResets.usedAt),
    gt(passwordResets.expiresAt, sql`now()`),
  );
  const gone = new AppError("BAD_REQUEST", "This link has been used or is too old. Ask for a new one.");
  const [found] = await withoutTenant((tx) => tx.select().from(passwordResets).where(usable));
  if (!found) throw gone;
  const passwordHash = await hashPassword(password);
  const done = await withoutTenant(async (tx) => {
    const [won] = await tx
      .update(passwordResets)
      .set({ usedAt: sql`now()` })
      .where(usable)
      .returning({ userId: passwordResets.userId });
    if (!won) return false;
    await tx.update(users).set({ passwordHash, emailVerified: sql`now()` }).where(eq(users.id, won.userId));
    await tx.update(passwordResets).set({ usedAt: sql`now()` }).where(eq(passwordResets.userId, won.userId));
    await endAllSessions(tx, won.userId);
    return true;
  });
  if (!done) throw gone;
}
