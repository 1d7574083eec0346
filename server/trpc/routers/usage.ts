import { memberProcedure, router } from "@/server/trpc/trpc";
import { usageInput, usageTotals } from "@/server/usage/input";
import { getUsage } from "@/server/usage/queries";

export const usageRouter = router({
  totals: memberProcedure("workspace.read")
    .input(usageInput)
    .output(usageTotals)
    .query(({ ctx, input }) => getUsage(ctx, input)),
});
