import { expect, test } from "vitest";
import { startSession } from "@/server/auth/start-session";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";
import { appRouter } from "@/server/trpc/root";
import { createCallerFactory, createRequestContext } from "@/server/trpc/trpc";

testDatabase();

async function callerFor(role: "owner" | "client", headers: Record<string, string> = {}) {
  const { userId, workspaceId } = await testWorkspace(role);
  const { token } = await startSession(userId, { requestId: "r", userAgent: null, address: "192.0.2.1" });
  const sent = new Headers({ cookie: `next-auth.session-token.3000=${token}`, host: "localhost:3000", ...headers });
  return createCallerFactory(appRouter)(createRequestContext(sent, workspaceId));
}

test("a change asked for by a page of another site is refused, a look is not", async () => {
  const caller = await callerFor("owner", { origin: "https://evil.example", "sec-fetch-site": "cross-site" });
  await expect(caller.brands.create({ name: "Plain" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(caller.account.updateProfile({ name: "Eve" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await caller.brands.list({})).items).toEqual([]);
});

test("a change asked for by our own page is made", async () => {
  const caller = await callerFor("owner", { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" });
  const { id } = await caller.brands.create({ name: "Plain" });
  await caller.brands.update({ brandId: id, tone: "warm" });
  expect(await caller.brands.get({ brandId: id })).toMatchObject({ name: "Plain", tone: "warm", dos: [] });
  await caller.brands.trash({ brandId: id });
  await expect(caller.brands.get({ brandId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a client may look and not change, and a stranger may do neither", async () => {
  const client = await callerFor("client");
  expect(await client.workspaces.current()).toMatchObject({ role: "client" });
  await expect(client.workspaces.update({ name: "Mine" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const nobody = createCallerFactory(appRouter)(createRequestContext(new Headers(), "anywhere"));
  await expect(nobody.workspaces.current()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

test("a workspace's settings and members are what its owner made them", async () => {
  const caller = await callerFor("owner");
  await caller.workspaces.update({ name: "Harbour", timeZone: "Europe/Berlin", latenessMinutes: 15 });
  expect(await caller.workspaces.current()).toMatchObject({
    name: "Harbour",
    timeZone: "Europe/Berlin",
    latenessMinutes: 15,
  });
  await expect(caller.workspaces.update({ timeZone: "Mars/Olympus" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  const { items } = await caller.workspaces.members({});
  expect(items).toMatchObject([{ role: "owner", email: expect.stringContaining("@example.org") }]);
  const made = await caller.workspaces.create({ name: "Harbour" });
  expect((await caller.account.me()).workspaces.map(({ slug }) => slug)).toContain(made.slug);
});
