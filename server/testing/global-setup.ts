import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { runMigrations } from "@/db/migrate";
import { createRoles } from "@/db/roles";
import { startPostgres } from "@/local/postgres";

declare module "vitest" {
  interface ProvidedContext {
    postgresPort: number;
    adminUrl: string;
  }
}

/** One Postgres for all test files; each file gets a copy of the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), "reprise-test-"));
  const server = await startPostgres({ directory, password: "admin", disposable: true });
  const admin = postgres(`${server.adminUrl}/postgres`, { max: 1, onnotice: () => {} });
  await createRoles(admin, { owner: "owner", app: "app", engine: "engine" });
  await admin`create database template_reprise owner reprise_owner`;
  await runMigrations(`postgres://reprise_owner:owner@127.0.0.1:${server.port}/template_reprise`);
  await admin`alter database template_reprise is_template true allow_connections false`;
  await admin.end({ timeout: 5 });
  project.provide("postgresPort", server.port);
  project.provide("adminUrl", server.adminUrl);
  return async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
