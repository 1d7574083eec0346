import { assetList, listAssetsInput } from "@/server/assets/input";
import { listAssets } from "@/server/assets/queries";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const assetsRouter = router({
  list: memberProcedure("workspace.read")
    .input(listAssetsInput)
    .output(assetList)
    .query(({ ctx, input }) => listAssets(ctx, input)),
});
