import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Brings the database of `ownerUrl` to the newest schema. Two processes may call it at once: the second waits. */
export async function runMigrations(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(hashtext('reprise migrations'))`;
    await migrate(drizzle({ client: sql, casing: "snake_case" }), { migrationsFolder: "db/migrations" });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
