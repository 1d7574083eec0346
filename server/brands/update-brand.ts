import { and, eq, isNull } from "drizzle-orm";
import { brands } from "@/db/schema/workspaces";
import type { UpdateBrandInput } from "@/server/brands/input";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addEvent } from "@/server/outbox/add-event";

/** Changes a voice; drafts already written keep what they were written with. Throws NOT_FOUND. */
export async function updateBrand(ctx: Ctx, { brandId, ...rest }: UpdateBrandInput): Promise<void> {
  guard(ctx, "brands.write");
  const changes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  await ctx.tx(async (tx) => {
    const one = and(eq(brands.workspaceId, ctx.workspaceId), eq(brands.id, brandId), isNull(brands.deletedAt));
    const shown = { id: brands.id };
    const found =
      Object.keys(changes).length > 0
        ? await tx.update(brands).set(changes).where(one).returning(shown)
        : await tx.select(shown).from(brands).where(one);
    if (found.length === 0) throw new AppError("NOT_FOUND", "There is no such brand.");
    // What was learned from edits is forgotten at once.
    if (rest.learnsFromEdits !== undefined)
      await addEvent(tx, "voices/voice.changed", { workspaceId: ctx.workspaceId, brandId });
  });
}
