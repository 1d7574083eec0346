import { z } from "zod";
import { cancelJob } from "@/server/repurposing/cancel-job";
import { createJob } from "@/server/repurposing/create-job";
import { listFormats } from "@/server/repurposing/formats/registry";
import { createJobInput, jobInput, listJobsInput, retryFormatInput } from "@/server/repurposing/input";
import { createdJob, formatList, jobDetail, jobList } from "@/server/repurposing/job-view";
import { getJob, listJobs } from "@/server/repurposing/queries";
import { retryOutput } from "@/server/repurposing/retry-output";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const jobsRouter = router({
  formats: memberProcedure("workspace.read")
    .input(z.void())
    .output(formatList)
    .query(() => ({ items: listFormats() })),
  list: memberProcedure("workspace.read")
    .input(listJobsInput)
    .output(jobList)
    .query(({ ctx, input }) => listJobs(ctx, input)),
  get: memberProcedure("workspace.read")
    .input(jobInput)
    .output(jobDetail)
    .query(({ ctx, input }) => getJob(ctx, input)),
  create: memberProcedure("jobs.create")
    .input(createJobInput)
    .output(createdJob)
    .mutation(({ ctx, input }) => createJob(ctx, input)),
  cancel: memberProcedure("jobs.create")
    .input(jobInput)
    .output(createdJob)
    .mutation(({ ctx, input }) => cancelJob(ctx, input)),
  retryOutput: memberProcedure("jobs.create")
    .input(retryFormatInput)
    .output(createdJob)
    .mutation(({ ctx, input }) => retryOutput(ctx, input)),
});
