import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import Google from "next-auth/providers/google";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutTenant } from "@/db/client";
import { accounts, sessions, users } from "@/db/schema/users";
import { nextAuthOptions } from "@/server/auth/next-auth";
import { sessionCookieSettings, sessionUser } from "@/server/auth/session";
import { env } from "@/server/env";
import { testDatabase } from "@/server/testing/database";

testDatabase();

type Claims = { sub: string; email: string; email_verified: boolean; name: string };
let claims: Claims;
let google = "";
let app = "";
const servers = [createServer((i, o) => void asGoogle(i, o)), createServer((i, o) => void asApp(i, o))] as const;

beforeAll(async () => {
  const [first, second] = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
      return `http://localhost:${(server.address() as AddressInfo).port}`;
    }),
  );
  [google, app] = [first ?? "", second ?? ""];
  process.env["APP_URL"] = app;
  expect(env().appUrl).toBe(app);
});
afterAll(() => Promise.all(servers.map((server) => new Promise((closed) => server.close(closed)))));

/** An OpenID provider that signs in whoever `claims` says. */
const keys = generateKeyPair("RS256");
async function asGoogle(request: IncomingMessage, reply: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", google);
  const json = (body: unknown) => reply.setHeader("content-type", "application/json").end(JSON.stringify(body));
  const { publicKey, privateKey } = await keys;
  if (url.pathname === "/.well-known/openid-configuration")
    return void json({
      issuer: google,
      authorization_endpoint: `${google}/authorize`,
      token_endpoint: `${google}/token`,
      jwks_uri: `${google}/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    });
  if (url.pathname === "/keys")
    return void json({ keys: [{ ...(await exportJWK(publicKey)), alg: "RS256", kid: "1" }] });
  const { sub, ...rest } = claims;
  const token = await new SignJWT(rest)
    .setProtectedHeader({ alg: "RS256", kid: "1" })
    .setSubject(sub)
    .setIssuer(google)
    .setAudience("client")
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(privateKey);
  json({ access_token: "at", token_type: "Bearer", expires_in: 300, id_token: token });
}

/** next-auth with our options, with Google at another address. */
async function asApp(request: IncomingMessage, reply: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", app);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const cookies = Object.fromEntries(
    (headers.get("cookie") ?? "").split("; ").map((pair) => pair.split("=") as [string, string]),
  );
  const nextauth = url.pathname.replace("/api/auth/", "").split("/");
  const options = nextAuthOptions(headers);
  const credentials = { clientId: "client", clientSecret: "secret" };
  options.providers = [
    Google({ ...credentials, issuer: google, wellKnown: `${google}/.well-known/openid-configuration` }),
  ];
  const decoded = Object.fromEntries(
    Object.entries(cookies).map(([name, value]) => [name, decodeURIComponent(value ?? "")]),
  );
  const req = Object.assign(request, {
    query: { ...Object.fromEntries(url.searchParams), nextauth },
    cookies: decoded,
    body: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
  });
  const res = Object.assign(reply, {
    status: (code: number) => Object.assign(reply, { statusCode: code }),
    json: (body: unknown) => reply.end(JSON.stringify(body)),
    send: (body: unknown) => reply.end(typeof body === "string" ? body : JSON.stringify(body)),
  });
  await NextAuth(req as unknown as NextApiRequest, res as unknown as NextApiResponse, options);
}

/** What a browser does after "Continue with Google"; gives its cookies and where it ends. */
async function signInWithGoogle(who: Claims): Promise<{ cookie: string; location: string }> {
  claims = who;
  const jar = new Map<string, string>();
  const visit = async (path: string, body?: URLSearchParams) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const init = { headers: { cookie, "user-agent": "Browser" }, redirect: "manual" as const };
    const answer = await fetch(app + path, body ? { ...init, method: "POST", body } : init);
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split(/=(.*)/s);
      jar.set(name, value);
    }
    return answer;
  };
  const { csrfToken } = (await (await visit("/api/auth/csrf")).json()) as { csrfToken: string };
  const away = await visit("/api/auth/signin/google", new URLSearchParams({ csrfToken, callbackUrl: `${app}/` }));
  const asked = new URL(away.headers.get("location") ?? "");
  expect(asked.origin).toBe(google);
  const back = await visit(`/api/auth/callback/google?code=c&state=${asked.searchParams.get("state")}`);
  const { name } = sessionCookieSettings();
  return {
    cookie: `${name}=${jar.get(name)}`,
    location: back.headers.get("location") ?? "",
  };
}

const ada = { sub: "1", email: "Ada@Example.com", email_verified: true, name: "Ada" };

test("signing in with Google opens a session like any other, its token stored hashed", async () => {
  const { cookie, location } = await signInWithGoogle(ada);
  expect(location).toBe(`${app}/`);
  expect(await sessionUser(new Headers({ cookie }))).toMatchObject({ email: "ada@example.com", name: "Ada" });
  const [row] = await withoutTenant((tx) => tx.select().from(sessions));
  expect(row).toMatchObject({ userAgent: "Browser", sessionToken: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(cookie).not.toContain(row?.sessionToken);
  await signInWithGoogle(ada);
  expect(await withoutTenant((tx) => tx.select({ email: users.email }).from(users))).toEqual([
    { email: "ada@example.com" },
  ]);
});

test("an address Google has not verified is nobody's", async () => {
  const { location, cookie } = await signInWithGoogle({
    ...ada,
    sub: "2",
    email: "eve@example.com",
    email_verified: false,
  });
  expect(location).toContain("error=AccessDenied");
  expect(await sessionUser(new Headers({ cookie }))).toBeNull();
});

test("an account with a password is not taken over by whoever has its address at Google", async () => {
  await withoutTenant((tx) => tx.insert(users).values({ email: "bob@example.com", passwordHash: "x" }));
  const { location } = await signInWithGoogle({ ...ada, sub: "3", email: "bob@example.com" });
  expect(location).toContain("error=OAuthAccountNotLinked");
  expect(await withoutTenant((tx) => tx.$count(accounts))).toBe(1);
});
