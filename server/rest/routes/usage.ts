import { z } from "zod";
import { modelsOverview } from "@/server/models/input";
import { modelsOf } from "@/server/models/queries";
import { memberRoute, type Route } from "@/server/rest/route";
import { instantView } from "@/server/rest/times";
import { usageDays, usageInput, usageJobs, usageJobsInput, usageTotals } from "@/server/usage/input";
import { getUsage, getUsageDays, listUsageJobs } from "@/server/usage/queries";

const job = usageJobs.shape.items.element.extend({ createdAt: instantView });
const provider = modelsOverview.shape.providers.element;

export const usageRoutes: Route[] = [
  memberRoute({
    method: "GET",
    path: "/models",
    summary: "The workspace's model providers in the order they are asked, their budgets and how they are",
    permission: "jobs.create",
    input: z.object({}),
    output: z.object({
      items: z.array(provider.extend({ status: provider.shape.status.extend({ at: instantView.nullable() }) })),
      budget: modelsOverview.shape.budget,
      useServer: z.boolean(),
    }),
    status: 200,
    handler: async (ctx) => {
      const { providers, budget, useServer } = await modelsOf(ctx);
      return { items: providers, budget, useServer };
    },
  }),
  memberRoute({
    method: "GET",
    path: "/usage",
    summary: "What models have cost in the last days, by model",
    permission: "jobs.create",
    input: usageInput,
    output: usageTotals,
    status: 200,
    handler: (ctx, input) => getUsage(ctx, input),
  }),
  memberRoute({
    method: "GET",
    path: "/usage/days",
    summary: "What models have cost, day by day in the workspace's zone",
    permission: "jobs.create",
    input: usageInput,
    output: usageDays,
    status: 200,
    handler: (ctx, input) => getUsageDays(ctx, input),
  }),
  memberRoute({
    method: "GET",
    path: "/usage/jobs",
    summary: "The jobs of the last days with what each has cost, newest first",
    permission: "jobs.create",
    input: usageJobsInput,
    output: z.object({ items: z.array(job), nextCursor: z.string().nullable() }),
    status: 200,
    handler: (ctx, input) => listUsageJobs(ctx, input),
  }),
];
