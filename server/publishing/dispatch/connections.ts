import postgres, { type Sql } from "postgres";
import { arrayTypes } from "@/db/array-types";

/** Runs one query; see `openConnections`. */
export type Run = <T>(query: (sql: Sql) => PromiseLike<T>) => Promise<T>;

const LONGEST_MS = 5_000;

/**
 * A few connections that are thrown away whole after any failure of one. postgres.js 3.4.9 can lose a connection for good
 * when it closes with a write pending: it never sends the next start-up packet (2026-11-20), so every later query that it
 * is given waits for ever. Errors about a statement itself change nothing; a query without an answer for 5 s counts as failed.
 */
export function openConnections(url: string, max: number): { run: Run; end: () => Promise<void> } {
  const open = (): Sql =>
    postgres(url, {
      max,
      fetch_types: false,
      types: arrayTypes,
      connect_timeout: 5,
      connection: { application_name: "dispatcher" },
      onnotice: () => {},
    });
  let current = open();
  return {
    run: async (query) => {
      const used = current;
      const { promise, reject } = Promise.withResolvers<never>();
      const silent = () =>
        Object.assign(new Error("The database did not answer in time."), { code: "CONNECTION_SILENT" });
      const timer = setTimeout(() => reject(silent()), LONGEST_MS);
      try {
        return await Promise.race([query(used), promise]);
      } catch (error) {
        if (used === current && !isAboutStatement(error)) {
          current = open();
          void used.end({ timeout: 0 }).catch(() => {});
        }
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => current.end({ timeout: 2 }),
  };
}

/** An SQLSTATE about the statement itself, not about the connection, the server's state or a lost race. */
export function isAboutStatement(error: unknown): boolean {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|57|53|40|55)/.test(code);
}
