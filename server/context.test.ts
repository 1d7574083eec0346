import { sql } from "drizzle-orm";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBrand } from "@/server/brands/create-brand";
import { trashBrand } from "@/server/brands/trash-brand";
import { updateBrand } from "@/server/brands/update-brand";
import { createCtx, systemCtx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

const database = testDatabase();
let admin: Sql;
beforeAll(() => {
  admin = postgres(database.url("admin"), { max: 1, onnotice: () => {} });
});
afterAll(() => admin.end({ timeout: 5 }));

test("whoever changes a row is on record, by which action and request and what of it", async () => {
  const { workspaceId, userId } = await testWorkspace();
  const by = (kind: "user" | "token", action: string, requestId: string) =>
    createCtx({ workspaceId, actor: { kind, userId, role: "owner" }, action, requestId });
  const { id } = await createBrand(by("user", "brands.create", "r-1"), { name: "Plain" });
  await updateBrand(by("token", "PATCH /brands/{id}", "r-2"), { brandId: id, name: "Plainer", tone: "dry" });
  await trashBrand(systemCtx(workspaceId, "sweep"), { brandId: id });
  const trail = await admin`
    select actor, action, request_id as request, operation, changed from audit_log
    where workspace_id = ${workspaceId} and table_name = 'brands' and row_id = ${id} order by id`;
  expect(trail).toMatchObject([
    { actor: `user:${userId}`, action: "brands.create", request: "r-1", operation: "insert", changed: null },
    { actor: `token:${userId}`, action: "PATCH /brands/{id}", request: "r-2", changed: ["name", "tone"] },
    { actor: "system:sweep", action: "sweep", operation: "update", changed: ["deleted_at"] },
  ]);
});

test("the record only grows: the app can neither read, change nor remove it", async () => {
  const ctx = await testWorkspace();
  for (const statement of [
    sql`select * from audit_log`,
    sql`update audit_log set actor = 'nobody'`,
    sql`delete from audit_log`,
    sql`truncate audit_log`,
  ])
    await expect(ctx.tx((tx) => tx.execute(statement))).rejects.toMatchObject({ cause: { code: "42501" } });
});
