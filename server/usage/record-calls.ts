import type { Tx } from "@/db/client";
import { modelCalls } from "@/db/schema/jobs";
import type { ModelCall } from "@/server/errors";

type Calls = {
  workspaceId: string;
  jobId: string | null;
  purpose: string;
  calls: readonly ModelCall[];
  /** The workspace's own provider they went to. */
  providerId?: string | null;
  /** What they would have cost, had the reply not been there. */
  savedMicros?: number;
};

/** Writes model calls, failed ones too, into the workspace's ledger; passes over those that are in it. */
export async function recordCalls(tx: Tx, given: Calls): Promise<void> {
  const { workspaceId, jobId, purpose, providerId = null, savedMicros = 0 } = given;
  const calls = given.calls.filter(({ recorded }) => !recorded);
  if (calls.length === 0) return;
  await tx.insert(modelCalls).values(
    calls.map(({ provider, model, outcome, usage, costMicros, latencyMs }) => ({
      workspaceId,
      jobId,
      purpose,
      provider,
      providerId,
      model,
      outcome,
      inputTokens: usage.input,
      cachedInputTokens: usage.cachedInput,
      cacheWriteTokens: usage.cacheWrite,
      outputTokens: usage.output,
      costMicros,
      savedMicros,
      latencyMs,
    })),
  );
}
