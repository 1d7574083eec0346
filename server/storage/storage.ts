import { join } from "node:path";
import { env } from "@/server/env";
import { directoryStorage } from "@/server/storage/directory";
import { postgresStorage } from "@/server/storage/postgres";

/**
 * Where originals and media are kept, per workspace. A key is the SHA-256 of the bytes (hex), so putting the same twice
 * changes nothing; more than 25 MB are refused. `get` answers null for what is not there.
 */
export type Storage = {
  put: (workspaceId: string, key: string, bytes: Uint8Array) => Promise<void>;
  get: (workspaceId: string, key: string) => Promise<Uint8Array | null>;
  remove: (workspaceId: string, key: string) => Promise<void>;
};

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
