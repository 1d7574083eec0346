import { and, desc, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { brands } from "@/db/schema/workspaces";
import type { Brand, brandList, listBrandsInput } from "@/server/brands/input";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { before, pageOf } from "@/server/paging";

const { id, name, audience, tone, dos, donts, bannedPhrases, hashtags, learnsFromEdits, createdAt } = brands;
const shown = { id, name, audience, tone, dos, donts, bannedPhrases, hashtags, learnsFromEdits, createdAt };

/** The workspace's voices, newest first. */
export async function listBrands(
  ctx: Ctx,
  { limit, cursor }: z.infer<typeof listBrandsInput>,
): Promise<z.infer<typeof brandList>> {
  guard(ctx, "workspace.read");
  const rows = await ctx.tx((tx) =>
    tx
      .select(shown)
      .from(brands)
      .where(
        and(
          eq(brands.workspaceId, ctx.workspaceId),
          isNull(brands.deletedAt),
          before(cursor, brands.createdAt, brands.id),
        ),
      )
      .orderBy(desc(brands.createdAt), desc(brands.id))
      .limit(limit + 1),
  );
  return pageOf(rows, limit);
}

/** One voice. Throws NOT_FOUND. */
export async function getBrand(ctx: Ctx, { brandId }: { brandId: string }): Promise<Brand> {
  guard(ctx, "workspace.read");
  const [found] = await ctx.tx((tx) =>
    tx
      .select(shown)
      .from(brands)
      .where(and(eq(brands.workspaceId, ctx.workspaceId), eq(brands.id, brandId), isNull(brands.deletedAt))),
  );
  if (!found) throw new AppError("NOT_FOUND", "There is no such brand.");
  return found;
}
