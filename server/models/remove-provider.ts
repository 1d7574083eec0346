import { and, eq } from "drizzle-orm";
import { modelProviders } from "@/db/schema/models";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";

/** Removes a provider and its key; what it has cost stays in the ledger. Throws NOT_FOUND. */
export async function removeProvider(ctx: Ctx, { providerId }: { providerId: string }): Promise<void> {
  guard(ctx, "workspace.manage");
  const removed = await ctx.tx((tx) =>
    tx
      .delete(modelProviders)
      .where(and(eq(modelProviders.workspaceId, ctx.workspaceId), eq(modelProviders.id, providerId)))
      .returning({ id: modelProviders.id }),
  );
  if (removed.length === 0) throw new AppError("NOT_FOUND", "There is no such provider.");
}
