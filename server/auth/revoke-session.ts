import { and, desc, eq, gt, ne, sql } from "drizzle-orm";
import type { z } from "zod";
import { type Tx, withoutTenant } from "@/db/client";
import { refreshTokens, sessions } from "@/db/schema/users";
import type { RevokeSessionInput, sessionView } from "@/server/auth/input";
import type { SessionUser } from "@/server/auth/session";
import { AppError } from "@/server/errors";

/** Where the person is signed in, newest first (at most 100). */
export async function listSessions(user: SessionUser): Promise<z.infer<typeof sessionView>[]> {
  const { id, userAgent, address, createdAt, lastSeenAt } = sessions;
  const found = await withoutTenant((tx) =>
    tx
      .select({ id, userAgent, address, createdAt, lastSeenAt })
      .from(sessions)
      .where(and(eq(sessions.userId, user.id), gt(sessions.expires, sql`now()`)))
      .orderBy(desc(lastSeenAt))
      .limit(100),
  );
  return found.map((session) => ({ ...session, current: session.id === user.sessionId }));
}

/** Signs one of the person's browsers out. Throws NOT_FOUND for a session that is not theirs. */
export async function revokeSession(user: SessionUser, { sessionId }: RevokeSessionInput): Promise<void> {
  const gone = await withoutTenant((tx) =>
    tx
      .delete(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, user.id)))
      .returning({ id: sessions.id }),
  );
  if (gone.length === 0) throw new AppError("NOT_FOUND", "That session has ended already.");
}

/** Ends everything a person is signed in with, save one session if given. */
export async function endAllSessions(tx: Tx, userId: string, except?: string): Promise<void> {
  const kept = except ? ne(sessions.id, except) : undefined;
  await tx.delete(sessions).where(and(eq(sessions.userId, userId), kept));
  await tx.update(refreshTokens).set({ revoked: true }).where(eq(refreshTokens.userId, userId));
}
