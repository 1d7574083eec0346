import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { brands } from "@/db/schema/workspaces";
import { AppError } from "@/server/errors";

/** The brand's row, locked until the transaction ends. Throws NOT_FOUND when it is gone, in the trash or another tenant's. */
export async function lockBrand(tx: Tx, workspaceId: string, brandId: string) {
  const [brand] = await tx
    .select({ id: brands.id, learnsFromEdits: brands.learnsFromEdits })
    .from(brands)
    .where(and(eq(brands.workspaceId, workspaceId), eq(brands.id, brandId), isNull(brands.deletedAt)))
    .for("update");
  if (!brand) throw new AppError("NOT_FOUND", "There is no such brand in this workspace.");
  return brand;
}
