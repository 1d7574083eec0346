import type { Tx } from "@/db/client";
import { modelCalls } from "@/db/schema/jobs";
import type { ModelCall } from "@/server/errors";

type Calls = { workspaceId: string; jobId: string | null; purpose: string; calls: readonly ModelCall[] };

/** Writes model calls, failed ones too, into the workspace's ledger; part of whatever they were made for. */
export async function recordCalls(tx: Tx, { workspaceId, jobId, purpose, calls }: Calls): Promise<void> {
  if (calls.length === 0) return;
  await tx.insert(modelCalls).values(
    calls.map(({ provider, model, outcome, usage, costMicros, latencyMs }) => ({
      workspaceId,
      jobId,
      purpose,
      provider,
      model,
      outcome,
      inputTokens: usage.input,
      cachedInputTokens: usage.cachedInput,
      cacheWriteTokens: usage.cacheWrite,
      outputTokens: usage.output,
      costMicros,
      latencyMs,
    })),
  );
}
