import { DrizzleAdapter } from "@auth/drizzle-adapter";
import type { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions } from "next-auth";
import type { Adapter, AdapterSession, AdapterUser } from "next-auth/adapters";
import Google from "next-auth/providers/google";
import { over, pool, type Tx } from "@/db/client";
import { accounts, sessions, users, verificationTokens } from "@/db/schema/users";
import { keyFor } from "@/server/auth/keys";
import { hashToken, sessionCookieSettings } from "@/server/auth/session";
import { env } from "@/server/env";
import { log } from "@/server/log";
import { originOf } from "@/server/request";

type Context = { params: Promise<{ nextauth: string[] }> };

type AdapterTables = NonNullable<Parameters<typeof DrizzleAdapter<Tx>>[1]>;

/** Everything under /api/auth that is next-auth's own. */
export const handleNextAuth = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(request, context, nextAuthOptions(request.headers));

/**
 * next-auth, for sign-in through providers only; email and password have endpoints of their own, because its Credentials
 * provider makes no database session (4.24). Both kinds of sign-in end in the same table and cookie.
 */
export function nextAuthOptions(headers: Headers): NextAuthOptions {
  const { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret } = env();
  const { name, secure } = sessionCookieSettings();
  return {
    adapter: adapter(headers),
    session: { strategy: "database", maxAge: 30 * 86_400 },
    secret: Buffer.from(keyFor("next-auth")).toString("hex"),
    useSecureCookies: secure,
    cookies: { sessionToken: { name, options: { httpOnly: true, sameSite: "lax", path: "/", secure } } },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: clientId && clientSecret ? [Google({ clientId, clientSecret })] : [],
    callbacks: {
      // Google vouches for the address; without that anyone could claim anyone's.
      signIn: ({ profile }) => (profile as { email_verified?: boolean } | undefined)?.email_verified === true,
    },
    logger: {
      error: (code, metadata) => log().error({ code, err: metadata }, "next-auth"),
      warn: (code) => log().warn({ code }, "next-auth"),
      debug: () => {},
    },
  };
}

/** The Drizzle adapter, with session tokens stored hashed and where they were begun beside them. */
function adapter(headers: Headers): Adapter {
  // Its types want the session token as primary key; ours is unique, which is all it needs.
  const tables = {
    usersTable: users,
    accountsTable: accounts,
    sessionsTable: sessions,
    verificationTokensTable: verificationTokens,
  };
  const stored = DrizzleAdapter(over(pool()), tables as unknown as AdapterTables) as Adapter;
  const { createUser, getUserByEmail, getSessionAndUser, updateSession, deleteSession } = stored;
  if (!createUser || !getUserByEmail || !getSessionAndUser || !updateSession || !deleteSession)
    throw new Error("The adapter cannot hold users and sessions.");
  return {
    ...stored,
    createUser: (user: AdapterUser) => createUser({ ...user, email: user.email.toLowerCase() }),
    getUserByEmail: (email) => getUserByEmail(email.toLowerCase()),
    createSession: async ({ sessionToken, userId, expires }): Promise<AdapterSession> => {
      const { userAgent, address } = originOf(headers);
      const row = { sessionToken: hashToken(sessionToken), userId, expires, userAgent, address };
      await over(pool()).insert(sessions).values(row);
      return { sessionToken, userId, expires };
    },
    getSessionAndUser: async (token) => {
      const found = await getSessionAndUser(hashToken(token));
      return found && { ...found, session: { ...found.session, sessionToken: token } };
    },
    updateSession: async (session) => {
      await updateSession({ ...session, sessionToken: hashToken(session.sessionToken) });
      return null;
    },
    deleteSession: (token) => deleteSession(hashToken(token)),
  };
}
