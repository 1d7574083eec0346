import { and, eq } from "drizzle-orm";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { members } from "@/db/schema/workspaces";
import { keyFor } from "@/server/auth/keys";
import { systemCtx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { rest, restUser } from "@/server/testing/rest";

testDatabase();

const refresh = (refreshToken: string) => rest("POST", "/auth/refresh", { body: { refreshToken } });
const error = (type: string) => ({
  error: {
    type,
    message: expect.any(String),
    details: expect.any(Object),
    requestId: expect.any(String),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  },
});

test("a new user gets a workspace and tokens that open it", async () => {
  const { email, password, token } = await restUser();
  const answer = await rest("POST", "/auth/token", { body: { email, password } });
  expect(answer.body).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 900 });
  expect(answer.headers.get("x-ratelimit-remaining")).toBe("3");
  expect((await rest("GET", "/channels", { token })).status).toBe(200);
});

test("a refresh token used twice ends its whole family", async () => {
  const { refreshToken } = await restUser();
  const next = await refresh(refreshToken);
  expect(next.status).toBe(200);
  const again = await refresh(refreshToken);
  expect([again.status, again.body]).toEqual([401, error("unauthorized")]);
  expect((await refresh(String(next.body["refreshToken"]))).status).toBe(401);
});

test("of two refreshes at the same moment one wins", async () => {
  const { refreshToken } = await restUser();
  const both = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 401]);
});

test("no token, a forged one and one for another purpose are refused", async () => {
  const { userId, workspaceId } = await restUser();
  const forge = (purpose: string, audience: string) =>
    new SignJWT({ ws: workspaceId })
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
      .setSubject(userId)
      .setAudience(audience)
      .setJti("1")
      .setExpirationTime("1h")
      .sign(keyFor(purpose));
  expect((await rest("GET", "/channels")).status).toBe(401);
  expect((await rest("GET", "/channels", { token: await forge("something else", "reprise:rest") })).status).toBe(401);
  expect((await rest("GET", "/channels", { token: await forge("rest access token", "other") })).status).toBe(401);
  expect((await rest("GET", "/channels", { token: await forge("rest access token", "reprise:rest") })).status).toBe(
    200,
  );
});

test("what a token may do is looked up with each request", async () => {
  const { token, userId, workspaceId } = await restUser();
  const change = (role: "client" | null) =>
    systemCtx(workspaceId, "test").tx(async (tx) => {
      const member = and(eq(members.workspaceId, workspaceId), eq(members.userId, userId));
      await (role ? tx.update(members).set({ role }).where(member) : tx.delete(members).where(member));
    });
  await change("client");
  const refused = await rest("POST", "/jobs", { token, body: {} });
  expect([refused.status, refused.body]).toEqual([403, error("forbidden")]);
  expect((await rest("GET", "/jobs", { token })).status).toBe(200);
  await change(null);
  expect((await rest("GET", "/jobs", { token })).status).toBe(401);
});

test("what is no route, no method, no JSON or too much says so in one shape", async () => {
  const { token } = await restUser();
  const nothing = await rest("GET", "/nothing");
  expect([nothing.status, nothing.body]).toEqual([404, error("not_found")]);
  const method = await rest("PATCH", "/users", { body: {} });
  expect([method.status, method.headers.get("allow"), method.body]).toEqual([405, "POST", error("method_not_allowed")]);
  const invalid = await rest("POST", "/users", { body: { email: "x" } });
  expect([invalid.status, invalid.body]).toEqual([400, error("validation_failed")]);
  const headers = { "content-length": String(1e9) };
  expect((await rest("POST", "/sources", { token, body: {}, headers })).status).toBe(413);
  const endless = await rest("POST", "/auth/token", { body: { email: "a@b.example", password: "x".repeat(70_000) } });
  expect([endless.status, endless.body]).toEqual([413, error("payload_too_large")]);
  const list = await rest("POST", "/users", { body: [1] });
  expect([list.status, list.body]).toEqual([400, error("bad_json")]);
});

test("the sixth sign-in of a minute is told when to come back", async () => {
  const body = { email: "target@example.com", password: "guess" };
  for (let left = 4; left >= 0; left--) {
    const wrong = await rest("POST", "/auth/token", { body });
    expect([wrong.status, wrong.headers.get("x-ratelimit-remaining")]).toEqual([401, String(left)]);
  }
  const refused = await rest("POST", "/auth/token", { body });
  expect([refused.status, refused.body]).toEqual([429, error("rate_limited")]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
});
