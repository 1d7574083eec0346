import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { env } from "@/server/env";

/** A short transaction, or the pool, seen through Drizzle. */
export type Tx = PostgresJsDatabase;

// One pool per process: Next loads this module more than once (instrumentation and routes are separate graphs).
const shared = globalThis as typeof globalThis & { reprisePool?: Sql };

/** The process's pool, connected as the app role. */
export function pool(): Sql {
  shared.reprisePool ??= postgres(env().DATABASE_URL, {
    max: env().DATABASE_POOL,
    onnotice: () => {},
    connection: { application_name: "reprise" },
  });
  return shared.reprisePool;
}

/** Closes the pool; the next `pool()` opens a new one. */
export async function closePool(): Promise<void> {
  const sql = shared.reprisePool;
  delete shared.reprisePool;
  await sql?.end({ timeout: 5 });
}

/**
 * Drizzle asks postgres.js for unprepared statements, which costs a round trip and forbids pipelining; this hands it a
 * client that always prepares. Transaction clients lack `options`, which Drizzle reads.
 */
export function prepared(client: Sql | TransactionSql): Sql {
  return new Proxy(client as Sql, {
    get(target, key, receiver) {
      if (key === "unsafe")
        return (query: string, values?: never[], options?: object) =>
          target.unsafe(query, values, { ...options, prepare: true });
      if (key === "options") return pool().options;
      if (key === "savepoint")
        return (fn: (sql: Sql) => unknown) =>
          (target as unknown as TransactionSql).savepoint((inner) => fn(prepared(inner)));
      return Reflect.get(target, key, receiver);
    },
  });
}

/** Drizzle over a client, in our casing. */
export const over = (client: Sql | TransactionSql): Tx => drizzle({ client: prepared(client), casing: "snake_case" });

/** For tables without a tenant (server/auth) and definer functions: no workspace is bound, tenant tables show no row. */
export function withoutTenant<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
  return pool().begin((sql) => fn(over(sql))) as Promise<T>;
}
