import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql, TransactionSql } from "postgres";
import { env } from "@/server/env";
import { forgetValues } from "./forget-values";
import { openPool } from "./pool";

/** A short transaction, or the pool, seen through Drizzle. */
export type Tx = PostgresJsDatabase;

// One pool per process: Next loads this module more than once (instrumentation and routes are separate graphs).
const shared = globalThis as typeof globalThis & { reprisePool?: Sql };

/** The process's pool, connected as the app role. */
export function pool(): Sql {
  shared.reprisePool ??= openPool({ url: env().DATABASE_URL, name: "reprise", max: env().DATABASE_POOL });
  return shared.reprisePool;
}

/** Closes the pool; the next `pool()` opens a new one. */
export async function closePool(): Promise<void> {
  const sql = shared.reprisePool;
  delete shared.reprisePool;
  await sql?.end({ timeout: 5 });
}

/** Drizzle over the pool or a transaction of it, in our casing. */
export const over = (client: Sql | TransactionSql): Tx => drizzle({ client: client as Sql, casing: "snake_case" });

/** For tables without a tenant (server/auth) and definer functions: no workspace is bound, tenant tables show no row. */
export function withoutTenant<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
  return pool()
    .begin((sql) => fn(over(sql)))
    .catch(forgetValues) as Promise<T>;
}
