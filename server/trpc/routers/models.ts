import { z } from "zod";
import { addProvider } from "@/server/models/add-provider";
import {
  addProviderInput,
  costEstimate,
  estimateInput,
  modelSettingsInput,
  modelsOverview,
  newProviderView,
  orderProvidersInput,
  providerInput,
  testedProvider,
  updateProviderInput,
  writerView,
} from "@/server/models/input";
import { orderProviders } from "@/server/models/order-providers";
import { modelsOf } from "@/server/models/queries";
import { removeProvider } from "@/server/models/remove-provider";
import { saveModelSettings } from "@/server/models/save-model-settings";
import { testProvider } from "@/server/models/test-provider";
import { updateProvider } from "@/server/models/update-provider";
import { firstWriter } from "@/server/models/workspace-model";
import { estimateCost } from "@/server/repurposing/estimate-cost";
import { memberProcedure, router } from "@/server/trpc/trpc";

const manage = memberProcedure("workspace.manage");
const read = memberProcedure("jobs.create");

/** Who writes for a workspace: its providers, their order and budgets, and what a job would cost. */
export const modelsRouter = router({
  overview: read
    .input(z.void())
    .output(modelsOverview)
    .query(({ ctx }) => modelsOf(ctx)),
  writer: memberProcedure("workspace.read")
    .input(z.void())
    .output(writerView)
    .query(async ({ ctx }) => ({ label: await firstWriter(ctx) })),
  estimate: read
    .input(estimateInput)
    .output(costEstimate)
    .query(({ ctx, input }) => estimateCost(ctx, input)),
  add: manage
    .input(addProviderInput)
    .output(newProviderView)
    .mutation(({ ctx, input }) => addProvider(ctx, input)),
  update: manage
    .input(updateProviderInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateProvider(ctx, input)),
  remove: manage
    .input(providerInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeProvider(ctx, input)),
  order: manage
    .input(orderProvidersInput)
    .output(z.void())
    .mutation(({ ctx, input }) => orderProviders(ctx, input)),
  test: manage
    .input(providerInput)
    .output(testedProvider)
    .mutation(({ ctx, input }) => testProvider(ctx, input)),
  saveSettings: manage
    .input(modelSettingsInput)
    .output(z.void())
    .mutation(({ ctx, input }) => saveModelSettings(ctx, input)),
});
