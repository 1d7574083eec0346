import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { measureBrand, measureForJob } from "@/server/voices/measure-brand";

type Asked = Events["voices/voice.changed"] | Events["repurposing/job.requested"];

/** Measures a brand's voice when its texts change, and before a job writes in it: people have edited drafts since. */
export const measureVoice = inngest.createFunction(
  {
    id: "measure-voice",
    triggers: [{ event: "voices/voice.changed" }, { event: "repurposing/job.requested" }],
    retries: 2,
    concurrency: [{ key: "event.data.workspaceId", limit: 1 }],
  },
  async ({ event, step }) => {
    const asked = event.data as Asked;
    const ctx = systemCtx(asked.workspaceId, "measure-voice");
    await step.run("measure", () => ("brandId" in asked ? measureBrand(ctx, asked) : measureForJob(ctx, asked)));
  },
);
