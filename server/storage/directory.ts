import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkAddress, checkContent } from "@/server/storage/address";
import type { Storage } from "@/server/storage/contract";

/** Files below `root`, one folder per workspace. A file is there whole or not at all, also after a power cut. */
export function directoryStorage(root: string): Storage {
  const pathOf = (workspaceId: string, key: string): string => {
    checkAddress(workspaceId, key);
    return join(root, workspaceId, key.slice(0, 2), key);
  };
  return {
    put: async (workspaceId, key, bytes) => {
      const path = pathOf(workspaceId, key);
      checkContent(key, bytes);
      const known = await stat(path).catch(absent);
      if (known?.size === bytes.length) return;
      await mkdir(dirname(path), { recursive: true });
      await writeWhole(path, bytes);
    },
    get: async (workspaceId, key) => {
      const path = pathOf(workspaceId, key);
      const bytes = await readFile(path).catch(absent);
      if (bytes) checkContent(key, bytes);
      return bytes;
    },
    has: async (workspaceId, key) => (await stat(pathOf(workspaceId, key)).catch(absent)) !== null,
    remove: (workspaceId, key) => rm(pathOf(workspaceId, key), { force: true }),
  };
}

/** Written beside its place, flushed, then renamed: a reader or a crash never meets half a file. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The rename itself lasts only once the folder is flushed. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
