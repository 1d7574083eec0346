import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { failJob } from "@/server/repurposing/fail-job";
import { failOutput } from "@/server/repurposing/fail-output";
import { finishJob } from "@/server/repurposing/finish-job";
import { outlineSource } from "@/server/repurposing/outline-source";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";

type Requested = Events["repurposing/job.requested"];

const FAULT = { reason: "internal", message: "This could not be written because of a fault on our side. Try again." };

/** A job from its source to its posts: outline, then every format by itself, so that one failure spoils no other. */
export const repurposeSource = inngest.createFunction(
  {
    id: "repurpose-source",
    triggers: [{ event: "repurposing/job.requested" }],
    cancelOn: [{ event: "repurposing/job.cancelled", match: "data.jobId" }],
    retries: 2,
    concurrency: [{ key: "event.data.workspaceId", limit: 5 }],
    onFailure: async ({ event, step }) => {
      const { workspaceId, jobId } = event.data.event.data as Requested;
      const ctx = systemCtx(workspaceId, "repurpose-source");
      // What was asked for again meanwhile is another run's.
      await step.run("fail", () => failJob(ctx, { jobId, round: 1, ...FAULT }));
    },
  },
  async ({ event, step }) => {
    const { workspaceId, jobId } = event.data as Requested;
    const ctx = systemCtx(workspaceId, "repurpose-source");
    const outputs = await step.run("start", () => startJob(ctx, { jobId }));
    await step.run("outline", () => outlineSource(ctx, { jobId }));
    await Promise.all(
      outputs.map(({ outputId, format, variant, round }) => {
        const name = variant > 1 ? `${format}-v${variant}` : format;
        return step
          .run(`write-${name}`, () => writeOutput(ctx, { outputId, round }))
          .catch(() => step.run(`fail-${name}`, () => failOutput(ctx, { outputId, round, ...FAULT })));
      }),
    );
    await step.run("finish", () => finishJob(ctx, { jobId }));
  },
);
