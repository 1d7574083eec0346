import { randomUUID } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { closePool } from "@/db/client";

/** A test file's database: `url(role)` connects as owner, app, engine or the administrator. */
export type TestDatabase = { name: string; url: (role: "owner" | "app" | "engine" | "admin") => string };

/** Gives the calling test file a freshly migrated database, reached by `pool()` as the app role. */
export function testDatabase(): TestDatabase {
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  const port = inject("postgresPort");
  const adminUrl = inject("adminUrl");
  const url: TestDatabase["url"] = (role) =>
    role === "admin" ? `${adminUrl}/${name}` : `postgres://reprise_${role}:${role}@127.0.0.1:${port}/${name}`;
  const asAdmin = async (fn: (admin: Sql) => Promise<unknown>) => {
    const admin = postgres(`${adminUrl}/postgres`, { max: 1, onnotice: () => {} });
    await fn(admin);
    await admin.end({ timeout: 5 });
  };
  // Before any hook of the file: whatever reads the environment later sees this database.
  process.env["DATABASE_URL"] = url("app");
  process.env["DATABASE_OWNER_URL"] = url("owner");
  beforeAll(() =>
    asAdmin((admin) =>
      admin.unsafe(`create database ${name} template template_reprise strategy file_copy owner reprise_owner`),
    ),
  );
  afterAll(async () => {
    await closePool();
    await asAdmin((admin) => admin.unsafe(`drop database ${name} with (force)`));
  });
  return { name, url };
}
