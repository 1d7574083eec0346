import { createHash } from "node:crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { modelReplies } from "@/db/schema/models";

/** How long a reply is kept, and how much of them a workspace keeps: the longest unused go first. */
const KEPT_FOR = "7 days";
const MAX_BYTES = 20_000_000;

/** A reply as it was given, and what it cost then. */
export type KeptReply = { model: string; value: unknown; costMicros: number | null };

/** The name of a reply: everything that made it, and which edition of it is wanted. */
export const replyKey = (fingerprint: string, edition: string): string =>
  createHash("sha256").update(`${fingerprint} ${edition}`).digest("hex");

/** A reply that was paid for before, if it is still there. */
export async function findReply(tx: Tx, workspaceId: string, key: string): Promise<KeptReply | null> {
  const [row] = await tx
    .update(modelReplies)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(modelReplies.workspaceId, workspaceId),
        eq(modelReplies.key, key),
        gt(modelReplies.createdAt, sql`now() - ${KEPT_FOR}::interval`),
      ),
    )
    .returning({ value: modelReplies.value, costMicros: modelReplies.costMicros });
  if (!row) return null;
  const { model, value } = JSON.parse(row.value) as { model: string; value: unknown };
  return { model, value, costMicros: row.costMicros };
}

/** Keeps a reply, and lets go of what is too old or too much. */
export async function keepReply(tx: Tx, workspaceId: string, kept: KeptReply & { key: string }): Promise<void> {
  const { key, model, value: said, costMicros } = kept;
  const value = JSON.stringify({ model, value: said });
  const reply = { value, costMicros, bytes: Buffer.byteLength(value), createdAt: sql`now()`, usedAt: sql`now()` };
  await tx
    .insert(modelReplies)
    .values({ workspaceId, key, ...reply })
    .onConflictDoUpdate({ target: [modelReplies.workspaceId, modelReplies.key], set: reply });
  await tx.execute(sql`
    delete from ${modelReplies} where workspace_id = ${workspaceId} and key in (
      select key from (
        select key, created_at, sum(bytes) over (order by used_at desc, key) as so_far
        from ${modelReplies} where workspace_id = ${workspaceId}
      ) as kept where so_far > ${MAX_BYTES} or created_at <= now() - ${KEPT_FOR}::interval
    )`);
}
