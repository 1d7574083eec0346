import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { outbox, workspaces } from "@/db/schema/workspaces";
import { type Binding, withTenant } from "@/db/tenant";
import { testDatabase } from "@/server/testing/database";

testDatabase();
const binding = (workspaceId: string): Binding => ({
  workspaceId,
  userId: null,
  actor: "system:test",
  action: "test",
  requestId: "r1",
});

test("a transaction sees its own workspace's rows and no others", async () => {
  const [a, b] = [randomUUID(), randomUUID()];
  for (const id of [a, b])
    await withTenant(binding(id), (tx) => tx.insert(workspaces).values({ id, name: id, slug: id }));
  const seen = await withTenant(binding(a), (tx) => tx.select({ id: workspaces.id }).from(workspaces));
  expect(seen).toEqual([{ id: a }]);
  await expect(
    withTenant(binding(a), (tx) => tx.insert(outbox).values({ workspaceId: b, name: "x", data: {} })),
  ).rejects.toThrow();
});

test("nesting joins the open transaction, and both undo together", async () => {
  const id = randomUUID();
  const attempt = withTenant(binding(id), async () => {
    await withTenant(binding(id), (tx) => tx.insert(workspaces).values({ id, name: "n", slug: id }));
    throw new Error("undo");
  });
  await expect(attempt).rejects.toThrow("undo");
  expect(await withTenant(binding(id), (tx) => tx.select().from(workspaces).where(eq(workspaces.id, id)))).toEqual([]);
});

test("a failed statement's error says what failed and not what was to be written", async () => {
  const id = randomUUID();
  const write = () =>
    withTenant(binding(id), (tx) =>
      tx.insert(workspaces).values({ id, name: "Line one\nsecret line", slug: "secret-slug" }),
    );
  await write();
  const error: unknown = await write().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ query: expect.stringContaining("insert into"), cause: { code: "23505" } });
  expect(`${inspect(error, { depth: 5 })} ${JSON.stringify(error)}`).not.toMatch(/secret/);
});

test("an array parameter travels as one value", async () => {
  const rows = await withTenant(binding(randomUUID()), (tx) =>
    tx.execute<{ n: number }>(sql`select count(*)::int n from unnest(${sql.param(["a", "b"])}::text[])`),
  );
  expect(rows[0]?.n).toBe(2);
});
