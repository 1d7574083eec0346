import { expect, test } from "vitest";
import { withoutTenant } from "@/db/client";
import { passwordResets } from "@/db/schema/users";
import { changePassword } from "@/server/auth/change-password";
import { resetPassword } from "@/server/auth/reset-password";
import { hashToken, sessionUser } from "@/server/auth/session";
import { signIn } from "@/server/auth/sign-in";
import { signUp } from "@/server/auth/sign-up";
import { testDatabase } from "@/server/testing/database";

testDatabase();

test("a new password ends other sessions and voids reset links", async () => {
  const person = { email: "ada@example.com", password: "analytical engine", name: "Ada", workspace: "Engine" };
  const { userId } = await signUp(person);
  const [here, there] = await Promise.all(["one", "two"].map((userAgent) => begin(person, userAgent)));
  const link = "a-reset-link-from-before";
  const expiresAt = new Date(Date.now() + 60_000);
  await withoutTenant((tx) => tx.insert(passwordResets).values({ tokenHash: hashToken(link), userId, expiresAt }));
  const user = await sessionUser(here ?? new Headers());
  if (!user) throw new Error("not signed in");

  const wrong = changePassword(user, { current: "a guess", password: "difference engine" });
  await expect(wrong).rejects.toMatchObject({ code: "FORBIDDEN" });
  await changePassword(user, { current: person.password, password: "difference engine" });

  expect(await sessionUser(here ?? new Headers())).not.toBeNull();
  expect(await sessionUser(there ?? new Headers())).toBeNull();
  const stale = resetPassword({ token: link, password: "somebody else's choice" });
  await expect(stale).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

async function begin(person: { email: string; password: string }, userAgent: string): Promise<Headers> {
  const { token } = await signIn(person, { requestId: "r", userAgent, address: "192.0.2.1" });
  return new Headers({ cookie: `next-auth.session-token.3000=${token}` });
}
