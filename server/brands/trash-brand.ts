import { and, eq, isNull, sql } from "drizzle-orm";
import { brands } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";

/** Puts a voice in the trash; what was written in it stays. Throws NOT_FOUND. */
export async function trashBrand(ctx: Ctx, { brandId }: { brandId: string }): Promise<void> {
  guard(ctx, "brands.write");
  await ctx.tx(async (tx) => {
    const found = await tx
      .update(brands)
      .set({ deletedAt: sql`now()` })
      .where(and(eq(brands.workspaceId, ctx.workspaceId), eq(brands.id, brandId), isNull(brands.deletedAt)))
      .returning({ id: brands.id });
    if (found.length === 0) throw new AppError("NOT_FOUND", "There is no such brand.");
  });
}
