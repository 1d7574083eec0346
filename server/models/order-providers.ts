import { asc, eq, sql } from "drizzle-orm";
import { modelProviders } from "@/db/schema/models";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";

/** Puts providers in this order; those not named come after them. Throws NOT_FOUND for one that is not there. */
export async function orderProviders(ctx: Ctx, { providerIds }: { providerIds: string[] }): Promise<void> {
  guard(ctx, "workspace.manage");
  const { workspaceId } = ctx;
  await ctx.tx(async (tx) => {
    const rows = await tx
      .select({ id: modelProviders.id })
      .from(modelProviders)
      .where(eq(modelProviders.workspaceId, workspaceId))
      .orderBy(asc(modelProviders.position), asc(modelProviders.id))
      .for("update");
    const there = rows.map(({ id }) => id);
    if (providerIds.some((id) => !there.includes(id))) throw new AppError("NOT_FOUND", "There is no such provider.");
    const order = [...new Set([...providerIds, ...there])];
    await tx
      .update(modelProviders)
      .set({ position: sql`array_position(${sql.param(order)}::uuid[], ${modelProviders.id})` })
      .where(eq(modelProviders.workspaceId, workspaceId));
  });
}
