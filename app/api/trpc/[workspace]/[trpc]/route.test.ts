import { expect, test } from "vitest";
import { limitAttempts } from "@/server/auth/limit-attempts";
import { sessionUser } from "@/server/auth/session";
import { signUp } from "@/server/auth/sign-up";
import { startSession } from "@/server/auth/start-session";
import { testDatabase } from "@/server/testing/database";
import { POST } from "./route";

testDatabase();

test("a person who guesses at their own password is told when to come back", async () => {
  const person = { email: "ada@example.com", password: "analytical engine", name: "Ada", workspace: "Engine" };
  const { userId } = await signUp(person);
  const { token } = await startSession(userId, { requestId: "r", userAgent: null, address: "192.0.2.1" });
  const headers = { cookie: `next-auth.session-token.3000=${token}`, "content-type": "application/json" };
  const guess = () => {
    const body = JSON.stringify({ json: { current: "a guess", password: "difference engine" } });
    const request = new Request("http://localhost:3000/api/trpc/-/account.changePassword", {
      method: "POST",
      headers,
      body,
    });
    return POST(request, { params: Promise.resolve({ workspace: "-" }) });
  };
  const wrong = await guess();
  expect([wrong.status, wrong.headers.get("retry-after")]).toEqual([403, null]);
  const user = await sessionUser(new Headers(headers));
  if (!user) throw new Error("not signed in");
  for (let more = 4; more > 0; more--)
    await limitAttempts({ action: "password", account: user.id, address: user.sessionId });
  const refused = await guess();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(["limit", "remaining"].map((name) => refused.headers.get(`x-ratelimit-${name}`))).toEqual(["5", "0"]);
  expect(refused.headers.get("x-request-id")).toMatch(/./);
});
