import { and, eq } from "drizzle-orm";
import { jobs } from "@/db/schema/jobs";
import type { Ctx } from "@/server/context";
import { log } from "@/server/log";

/** How often a job is looked at while a model writes for it, in milliseconds: about how long a cancelled call lives on. */
const LOOK_MS = 1_000;

/** A signal that aborts soon after the job stops running; `cancel` does it at once, `stop` ends the watch. */
export type CancelWatch = { signal: AbortSignal; cancel: () => void; stop: () => void };

/** Watches a job while no transaction is open, for the length of a model call. */
export function watchCancel(ctx: Ctx, jobId: string): CancelWatch {
  const controller = new AbortController();
  const cancel = () => controller.abort(new Error("The job was cancelled."));
  const look = async () => {
    const [job] = await ctx.tx((tx) =>
      tx
        .select({ status: jobs.status })
        .from(jobs)
        .where(and(eq(jobs.workspaceId, ctx.workspaceId), eq(jobs.id, jobId))),
    );
    if (job?.status !== "running") cancel();
  };
  // A missed look is made up for by the next one, or by the write at the end, which looks for itself.
  const missed = (error: unknown) =>
    log().warn({ err: error, workspaceId: ctx.workspaceId, jobId }, "a look at a job failed");
  const timer = setInterval(() => void look().catch(missed), LOOK_MS);
  return { signal: controller.signal, cancel, stop: () => clearInterval(timer) };
}
