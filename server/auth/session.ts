import { createHash } from "node:crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { sessions, users } from "@/db/schema/users";

/** The signed-in person of a request, and the session that says so. */
export type SessionUser = { id: string; email: string; name: string | null; sessionId: string };

/** The cookie next-auth reads; the prefixed one is used when the app is served over https. */
export const SESSION_COOKIES = ["__Secure-next-auth.session-token", "next-auth.session-token"] as const;

/** How a session token is stored: a read of the table signs nobody in. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** "Last seen" is kept to five minutes, so that reading does not mean writing. */
const quiet = sql<boolean>`${sessions.lastSeenAt} < now() - interval '5 minutes'`;

/** Who sent this request, by its session cookie; null when nobody is signed in. */
export async function sessionUser(headers: Headers): Promise<SessionUser | null> {
  const token = sessionToken(headers);
  if (!token) return null;
  const [found] = await withoutTenant((tx) =>
    tx
      .select({ id: users.id, email: users.email, name: users.name, sessionId: sessions.id, quiet })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.sessionToken, hashToken(token)), gt(sessions.expires, sql`now()`))),
  );
  if (!found) return null;
  const { quiet: unseen, ...user } = found;
  if (unseen)
    await withoutTenant((tx) =>
      tx.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, user.sessionId)),
    );
  return user;
}

/** The session token in a request's cookies; ours have no character that a cookie would escape. */
export function sessionToken(headers: Headers): string | null {
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const [name, ...value] = pair.trim().split("=");
    if (SESSION_COOKIES.some((cookie) => cookie === name)) return value.join("=");
  }
  return null;
}
