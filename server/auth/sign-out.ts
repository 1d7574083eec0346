import { eq } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { sessions } from "@/db/schema/users";
import { hashToken, sessionToken } from "@/server/auth/session";

/** Ends the session of this request's cookie; without one there is nothing to do. */
export async function signOut(headers: Headers): Promise<void> {
  const token = sessionToken(headers);
  if (!token) return;
  await withoutTenant((tx) => tx.delete(sessions).where(eq(sessions.sessionToken, hashToken(token))));
}
