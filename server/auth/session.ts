import { createHash } from "node:crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { sessions, users } from "@/db/schema/users";
import { env } from "@/server/env";

/** The signed-in person of a request, and the session that says so. */
export type SessionUser = { id: string; email: string; name: string | null; sessionId: string };

/**
 * The session cookie, by the address the app is served at: only the prefixed one counts over https, where a neighbouring
 * host could set the plain one. Cookies know no ports, so over http the port is in the name: two instances on one machine
 * do not sign each other out.
 */
export function sessionCookieSettings(): { name: string; secure: boolean } {
  const { protocol, port } = new URL(env().appUrl);
  const secure = protocol === "https:";
  return { name: secure ? "__Secure-next-auth.session-token" : `next-auth.session-token.${port || "80"}`, secure };
}

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
  const { name: wanted } = sessionCookieSettings();
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const [name, ...value] = pair.trim().split("=");
    if (name === wanted) return value.join("=");
  }
  return null;
}
