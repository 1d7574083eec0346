import { memberProcedure, router } from "@/server/trpc/trpc";
import {
  usageDays,
  usageInput,
  usageJobs,
  usageJobsInput,
  usageOfJob,
  usageOfJobInput,
  usageTotals,
} from "@/server/usage/input";
import { getUsage, getUsageDays, getUsageOfJob, listUsageJobs } from "@/server/usage/queries";

const read = memberProcedure("jobs.create");

/** What models have cost: by model, by day, by job. */
export const usageRouter = router({
  totals: read
    .input(usageInput)
    .output(usageTotals)
    .query(({ ctx, input }) => getUsage(ctx, input)),
  days: read
    .input(usageInput)
    .output(usageDays)
    .query(({ ctx, input }) => getUsageDays(ctx, input)),
  jobs: read
    .input(usageJobsInput)
    .output(usageJobs)
    .query(({ ctx, input }) => listUsageJobs(ctx, input)),
  ofJob: read
    .input(usageOfJobInput)
    .output(usageOfJob)
    .query(({ ctx, input }) => getUsageOfJob(ctx, input)),
});
