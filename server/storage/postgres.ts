import { and, eq } from "drizzle-orm";
import { storedObjects } from "@/db/schema/channels";
import { systemCtx } from "@/server/context";
import { checkAddress, checkContent } from "@/server/storage/address";
import type { Storage } from "@/server/storage/contract";

const rows = (workspaceId: string) => systemCtx(workspaceId, "storage");
const at = (workspaceId: string, key: string) =>
  and(eq(storedObjects.workspaceId, workspaceId), eq(storedObjects.key, key));

/** Objects as rows of the workspace, for several app machines that share nothing but the database. */
export const postgresStorage: Storage = {
  put: async (workspaceId, key, bytes) => {
    checkAddress(workspaceId, key);
    checkContent(key, bytes);
    const body = Buffer.from(bytes).toString("base64");
    await rows(workspaceId).tx((tx) =>
      tx.insert(storedObjects).values({ workspaceId, key, body }).onConflictDoNothing(),
    );
  },
  get: async (workspaceId, key) => {
    checkAddress(workspaceId, key);
    const [found] = await rows(workspaceId).tx((tx) =>
      tx.select({ body: storedObjects.body }).from(storedObjects).where(at(workspaceId, key)),
    );
    return found ? Buffer.from(found.body, "base64") : null;
  },
  has: async (workspaceId, key) => {
    checkAddress(workspaceId, key);
    return (await rows(workspaceId).tx((tx) => tx.$count(storedObjects, at(workspaceId, key)))) > 0;
  },
  remove: async (workspaceId, key) => {
    checkAddress(workspaceId, key);
    await rows(workspaceId).tx((tx) => tx.delete(storedObjects).where(at(workspaceId, key)));
  },
};
