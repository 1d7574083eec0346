import { type Events, inngest } from "@/inngest/client";
import { systemCtx } from "@/server/context";
import { flagChanges } from "@/server/coverage/flag-deliveries";
import { releaseJobs } from "@/server/repurposing/release-jobs";
import { failReading } from "@/server/sources/fail-reading";
import { readSource as read } from "@/server/sources/read-source";

type Added = Events["sources/source.added"];

const UNREAD = {
  reason: "internal",
  message: "This source could not be read because of a fault on our side. Try again.",
};

/** Reads an added source, then starts the jobs that waited for it. */
export const readSource = inngest.createFunction(
  {
    id: "read-source",
    triggers: [{ event: "sources/source.added" }],
    retries: 2,
    concurrency: [{ key: "event.data.workspaceId", limit: 2 }],
    onFailure: async ({ event, step }) => {
      const data = event.data.event.data as Added;
      const ctx = systemCtx(data.workspaceId, "read-source");
      await step.run("fail", () => failReading(ctx, { ...data, ...UNREAD }));
      await step.run("release-jobs", () => releaseJobs(ctx, data));
    },
  },
  async ({ event, step }) => {
    const data = event.data as Added;
    const ctx = systemCtx(data.workspaceId, "read-source");
    await step.run("read", () => read(ctx, data));
    await step.run("flag-changes", () => flagChanges(ctx, data));
    await step.run("release-jobs", () => releaseJobs(ctx, data));
  },
);
