import { and, eq, inArray, sql } from "drizzle-orm";
import { jobOutputs } from "@/db/schema/jobs";
import type { Ctx } from "@/server/context";
import { announceOutput } from "@/server/repurposing/announce-output";
import { recordCalls } from "@/server/usage/record-calls";

type Failed = {
  outputId: string;
  round: number;
  reason: string;
  message: string;
  ledger?: Parameters<typeof recordCalls>[1];
};

/** Ends one format that could not be written; the job's others go on. Does nothing once it is written or cancelled. */
export function failOutput(ctx: Ctx, { outputId, round, reason, message, ledger }: Failed): Promise<void> {
  return ctx.tx(async (tx) => {
    if (ledger) await recordCalls(tx, ledger);
    const [output] = await tx
      .update(jobOutputs)
      .set({ status: "failed", failure: { reason, message }, finishedAt: sql`now()`, seq: sql`${jobOutputs.seq} + 1` })
      .where(
        and(
          eq(jobOutputs.workspaceId, ctx.workspaceId),
          eq(jobOutputs.id, outputId),
          eq(jobOutputs.round, round),
          inArray(jobOutputs.status, ["queued", "running"]),
        ),
      )
      .returning();
    if (output) await announceOutput(tx, output);
  });
}
