import { randomBytes } from "node:crypto";
import { and, eq, lt, sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { sessions } from "@/db/schema/users";
import { hashToken } from "@/server/auth/session";
import type { RequestOrigin } from "@/server/request";

const LIFETIME_MS = 30 * 24 * 3_600_000;

/** A session just begun: the token goes into the cookie and nowhere else. */
export type StartedSession = { token: string; expires: Date };

/** Signs a person in on one browser for 30 days. */
export async function startSession(userId: string, origin: RequestOrigin): Promise<StartedSession> {
  const token = randomBytes(32).toString("base64url");
  const expires = new Date(Date.now() + LIFETIME_MS);
  const { userAgent, address } = origin;
  await withoutTenant(async (tx) => {
    await tx.delete(sessions).where(and(eq(sessions.userId, userId), lt(sessions.expires, sql`now()`)));
    await tx.insert(sessions).values({ sessionToken: hashToken(token), userId, expires, userAgent, address });
  });
  return { token, expires };
}
