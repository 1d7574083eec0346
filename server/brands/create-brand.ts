import { brands } from "@/db/schema/workspaces";
import type { CreateBrandInput } from "@/server/brands/input";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";

/** Adds a voice to write in. */
export async function createBrand(ctx: Ctx, { name, ...rest }: CreateBrandInput): Promise<{ id: string }> {
  guard(ctx, "brands.write");
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const [created] = await ctx.tx((tx) =>
    tx
      .insert(brands)
      .values({ ...given, name, workspaceId: ctx.workspaceId })
      .returning({ id: brands.id }),
  );
  if (!created) throw new AppError("INTERNAL_SERVER_ERROR", "The brand was not saved. Please try again.");
  return created;
}
