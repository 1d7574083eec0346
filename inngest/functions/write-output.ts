import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { failOutput } from "@/server/repurposing/fail-output";
import { finishJob } from "@/server/repurposing/finish-job";
import { outlineSource } from "@/server/repurposing/outline-source";
import { writeOutput as write } from "@/server/repurposing/write-output";

type Requested = Events["repurposing/output.requested"];

const FAULT = { reason: "internal", message: "This could not be written because of a fault on our side. Try again." };

/** One format of a job once more; the outline is made first when the job never got one. */
export const writeOutput = inngest.createFunction(
  {
    id: "write-output",
    triggers: [{ event: "repurposing/output.requested" }],
    cancelOn: [{ event: "repurposing/job.cancelled", match: "data.jobId" }],
    retries: 2,
    concurrency: [{ key: "event.data.workspaceId", limit: 5 }],
    onFailure: async ({ event, step }) => {
      const { workspaceId, jobId, outputId, round } = event.data.event.data as Requested;
      const ctx = systemCtx(workspaceId, "write-output");
      await step.run("fail", () => failOutput(ctx, { outputId, round, ...FAULT }));
      await step.run("finish", () => finishJob(ctx, { jobId }));
    },
  },
  async ({ event, step }) => {
    const { workspaceId, jobId, outputId, round } = event.data as Requested;
    const ctx = systemCtx(workspaceId, "write-output");
    await step.run("outline", () => outlineSource(ctx, { jobId }));
    await step.run("write", () => write(ctx, { outputId, round }));
    await step.run("finish", () => finishJob(ctx, { jobId }));
  },
);
