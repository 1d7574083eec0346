import { and, eq, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { jobOutputs } from "@/db/schema/jobs";
import { findFormat } from "@/server/repurposing/formats/registry";

type Output = { workspaceId: string; jobId: string; id: string };

/** The job's other posts that are written already, as text under their formats' names. */
export async function writtenSiblings(
  tx: Tx,
  { workspaceId, jobId, id }: Output,
): Promise<{ name: string; text: string }[]> {
  const written = await tx
    .select({ format: jobOutputs.format, text: jobOutputs.text })
    .from(jobOutputs)
    .where(
      and(
        eq(jobOutputs.workspaceId, workspaceId),
        eq(jobOutputs.jobId, jobId),
        ne(jobOutputs.id, id),
        eq(jobOutputs.status, "completed"),
      ),
    );
  return written.map(({ format, text }) => ({ name: findFormat(format)?.name ?? format, text }));
}
