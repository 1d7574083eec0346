import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { sources } from "@/db/schema/sources";
import { AppError } from "@/server/errors";

/** The source's row, locked until the transaction ends. Throws NOT_FOUND when it is gone, in the trash or another tenant's. */
export async function lockSource(tx: Tx, workspaceId: string, sourceId: string) {
  const [source] = await tx
    .select()
    .from(sources)
    .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId), isNull(sources.deletedAt)))
    .for("update");
  if (!source) throw sourceNotFound();
  return source;
}

export const sourceNotFound = () => new AppError("NOT_FOUND", "There is no such source in this workspace.");
