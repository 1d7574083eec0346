import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { withoutTenant } from "@/db/client";
import { users } from "@/db/schema/users";
import { verifyPassword } from "@/server/auth/password";
import { sessionUser } from "@/server/auth/session";
import { signIn } from "@/server/auth/sign-in";
import { signUp } from "@/server/auth/sign-up";
import { testDatabase } from "@/server/testing/database";
import { workspacesOf } from "@/server/workspaces/queries";

testDatabase();
const origin = { requestId: "r", userAgent: "test", address: "192.0.2.1" };
const person = { email: "ada@example.com", password: "analytical engine", name: "Ada", workspace: "Café Lovelace" };

test("signing up makes a workspace its owner can enter, and signing in opens a session", async () => {
  const { userId, workspace } = await signUp(person);
  expect(workspace.slug).toBe("cafe-lovelace");
  expect(await workspacesOf(userId)).toMatchObject([{ slug: "cafe-lovelace", role: "owner" }]);
  const session = await signIn({ email: person.email, password: person.password }, origin);
  const headers = new Headers({ cookie: `theme=dark; next-auth.session-token.3000=${session.token}` });
  expect(await sessionUser(headers)).toMatchObject({ id: userId, email: person.email });
});

test("a taken email makes nothing, and the message says what to do", async () => {
  const again = signUp({ ...person, workspace: "Another" });
  await expect(again).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("sign in") });
});

test("the same workspace name twice gives two addresses", async () => {
  const { workspace } = await signUp({ ...person, email: "bob@example.com" });
  expect(workspace.slug).toBe("cafe-lovelace-2");
});

test("an unknown email and a wrong password answer alike", async () => {
  const wrong = await signIn({ email: person.email, password: "x" }, origin).catch((e: unknown) => e);
  const unknown = await signIn({ email: "no@example.com", password: "x" }, origin).catch((e: unknown) => e);
  expect(wrong).toMatchObject({ code: "UNAUTHORIZED" });
  expect(unknown).toEqual(wrong);
});

test("a weaker hash of old is replaced when its owner signs in", async () => {
  const weak = "scrypt$10$8$1$c2FsdHNhbHRzYWx0c2FsdA$";
  const { scryptSync } = await import("node:crypto");
  const hash = scryptSync("old password", Buffer.from("saltsaltsaltsalt"), 32, { N: 1024, r: 8, p: 1 });
  const passwordHash = weak + hash.toString("base64url");
  await withoutTenant((tx) => tx.insert(users).values({ email: "old@example.com", passwordHash }));
  await signIn({ email: "old@example.com", password: "old password" }, origin);
  const [row] = await withoutTenant((tx) => tx.select().from(users).where(eq(users.email, "old@example.com")));
  expect(row?.passwordHash).toMatch(/^scrypt\$17\$8\$1\$/);
  expect(await verifyPassword("old password", row?.passwordHash ?? "")).toEqual({ ok: true, stale: false });
});
