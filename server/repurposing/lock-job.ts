import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { jobs } from "@/db/schema/jobs";
import { AppError } from "@/server/errors";

/** The job's row, locked until the transaction ends; always before its outputs. Throws NOT_FOUND. */
export async function lockJob(tx: Tx, workspaceId: string, jobId: string) {
  const [job] = await tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.id, jobId)))
    .for("update");
  if (!job) throw jobNotFound();
  return job;
}

export const jobNotFound = () => new AppError("NOT_FOUND", "There is no such job in this workspace.");
