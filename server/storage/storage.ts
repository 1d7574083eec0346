import { join } from "node:path";
import { env } from "@/server/env";
import type { Storage } from "@/server/storage/contract";
import { directoryStorage } from "@/server/storage/directory";
import { postgresStorage } from "@/server/storage/postgres";

/**
 * The process's storage. STORAGE chooses; unset, a database on this machine means files in DATA_DIR/uploads, and a
 * database elsewhere (managed, so perhaps several app machines) means the database itself.
 */
export function storage(): Storage {
  const { STORAGE, DATABASE_URL, DATA_DIR } = env();
  const kind = STORAGE ?? (isLocal(DATABASE_URL) ? "directory" : "postgres");
  return kind === "postgres" ? postgresStorage : directoryStorage(join(DATA_DIR, "uploads"));
}

function isLocal(databaseUrl: string): boolean {
  const host = URL.parse(databaseUrl)?.hostname ?? "";
  return ["", "localhost", "127.0.0.1", "[::1]"].includes(host);
}
