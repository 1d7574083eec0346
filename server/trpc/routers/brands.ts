import { z } from "zod";
import { createBrand } from "@/server/brands/create-brand";
import {
  brandIdInput,
  brandList,
  brandView,
  createBrandInput,
  listBrandsInput,
  updateBrandInput,
} from "@/server/brands/input";
import { getBrand, listBrands } from "@/server/brands/queries";
import { trashBrand } from "@/server/brands/trash-brand";
import { updateBrand } from "@/server/brands/update-brand";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const brandsRouter = router({
  list: memberProcedure("workspace.read")
    .input(listBrandsInput)
    .output(brandList)
    .query(({ ctx, input }) => listBrands(ctx, input)),
  get: memberProcedure("workspace.read")
    .input(brandIdInput)
    .output(brandView)
    .query(({ ctx, input }) => getBrand(ctx, input)),
  create: memberProcedure("brands.write")
    .input(createBrandInput)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => createBrand(ctx, input)),
  update: memberProcedure("brands.write")
    .input(updateBrandInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateBrand(ctx, input)),
  trash: memberProcedure("brands.write")
    .input(brandIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => trashBrand(ctx, input)),
});
