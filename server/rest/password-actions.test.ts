import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { listSessions, revokeSession } from "@/server/auth/revoke-session";
import { sessionUser } from "@/server/auth/session";
import { env } from "@/server/env";
import { handlePasswordAction } from "@/server/rest/password-actions";
import { testDatabase } from "@/server/testing/database";

testDatabase();
process.env["DEMO"] = "1";

const password = "correct horse battery";
const post = (action: string, body: unknown, headers: Record<string, string> = {}) =>
  handlePasswordAction(
    new Request(`http://localhost:3000/api/auth/password/${action}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", "x-reprise-peer": "192.0.2.7", ...headers },
    }),
    action,
  );
const cookieOf = (response: Response) => response.headers.get("set-cookie")?.split(";")[0] ?? "";
const signedUp = async () => {
  const email = `${randomUUID()}@example.com`;
  const response = await post("sign-up", { email, password, name: "Ada", workspace: "Engine" });
  expect(response.status).toBe(200);
  return { email, cookie: cookieOf(response), response };
};
const userOf = (cookie: string) => sessionUser(new Headers({ cookie }));

test("signing up signs in, in a cookie no script can read", async () => {
  const { email, cookie, response } = await signedUp();
  expect(response.headers.get("set-cookie")).toMatch(
    /^next-auth\.session-token\.3000=[\w-]{43}; Path=\/; .*HttpOnly; SameSite=Lax$/,
  );
  expect(await userOf(cookie)).toMatchObject({ email, name: "Ada" });
  expect(await response.json()).toMatchObject({ workspace: { name: "Engine" } });
});

test("a page of another site cannot post with this browser's cookie", async () => {
  const { cookie } = await signedUp();
  for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, { origin: "null" }]) {
    const response = await post("sign-out", {}, { cookie, ...headers });
    expect(response.status).toBe(403);
  }
  expect(await userOf(cookie)).not.toBeNull();
  expect((await post("sign-out", {}, { cookie, origin: "http://localhost:3000" })).status).toBe(200);
  expect(await userOf(cookie)).toBeNull();
});

test("a revoked session is over at once, the others go on, and nobody revokes another's", async () => {
  const { email, cookie } = await signedUp();
  const other = cookieOf(await post("sign-in", { email, password }, { "user-agent": "Other browser" }));
  const [me, them] = [await userOf(cookie), await userOf(other)];
  if (!me || !them) throw new Error("both should be signed in");
  expect((await listSessions(me)).map((s) => [s.userAgent, s.current])).toEqual([
    ["Other browser", false],
    [null, true],
  ]);
  const stranger = await userOf((await signedUp()).cookie);
  if (!stranger) throw new Error("the stranger should be signed in");
  await expect(revokeSession(stranger, them)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await revokeSession(me, them);
  expect(await userOf(other)).toBeNull();
  expect(await userOf(cookie)).not.toBeNull();
});

test("a reset link works once and ends every session", async () => {
  const { email, cookie } = await signedUp();
  const { link } = (await (await post("request-reset", { email })).json()) as { link: string };
  const token = new URL(link).searchParams.get("token");
  const chosen = "a quite new password";
  expect((await post("reset", { token, password: chosen })).status).toBe(200);
  expect(await userOf(cookie)).toBeNull();
  const again = await post("reset", { token, password: "and yet another" });
  expect(again.status).toBe(400);
  expect((await post("sign-in", { email, password })).status).toBe(401);
  expect((await post("sign-in", { email, password: chosen })).status).toBe(200);
});

test("a demo that others can reach shows nobody a reset link", async () => {
  const { email } = await signedUp();
  for (const elsewhere of [{ HOST: "0.0.0.0" }, { appUrl: "https://reprise.example" }]) {
    const here = { HOST: env().HOST, appUrl: env().appUrl };
    Object.assign(env(), elsewhere);
    const response = await post("request-reset", { email });
    Object.assign(env(), here);
    expect([response.status, await response.json()]).toEqual([200, { link: null }]);
  }
});

test("asking to reset an unknown account answers alike", async () => {
  const response = await post("request-reset", { email: "nobody@example.com" });
  expect([response.status, await response.json()]).toEqual([200, { link: null }]);
});

test("the sixth try of a minute is refused with when to come back; another address is not", async () => {
  const body = { email: "target@example.com", password: "guess" };
  const first = await post("sign-in", body);
  expect(first.status).toBe(401);
  expect(first.headers.get("x-ratelimit-remaining")).toBe("4");
  for (let i = 0; i < 4; i++) expect((await post("sign-in", body)).status).toBe(401);
  const refused = await post("sign-in", body);
  expect(refused.status).toBe(429);
  const number = (name: string) => Number(refused.headers.get(name));
  expect(number("retry-after")).toBeGreaterThan(0);
  expect([number("x-ratelimit-limit"), number("x-ratelimit-remaining")]).toEqual([5, 0]);
  expect(number("x-ratelimit-reset")).toBeGreaterThan(Date.now() / 1000);
  expect(await refused.json()).toMatchObject({ error: { type: "rate_limited", requestId: expect.any(String) } });
  expect((await post("sign-in", body, { "x-reprise-peer": "198.51.100.1" })).status).toBe(401);
  // Without TRUST_PROXY nobody talks their way past the limit.
  expect((await post("sign-in", body, { "x-forwarded-for": "203.0.113.9" })).status).toBe(429);
});

test("an allowed answer says what is left", async () => {
  const { response } = await signedUp();
  expect(response.headers.get("x-ratelimit-limit")).toBe("5");
  expect(response.headers.get("x-ratelimit-remaining")).toBe("4");
});

test("what does not fit is named field by field, and an unknown action is no route", async () => {
  const response = await post("sign-up", { email: "not an email", password: "short", name: "A", workspace: "B" });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: {
      type: "validation_failed",
      details: { fields: { email: [expect.any(String)], password: [expect.any(String)] } },
    },
  });
  expect((await post("constructor", {})).status).toBe(404);
});
