"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { applyOutput } from "./apply-output";

/** A job as it happens: a snapshot, kept current by deltas, and read again whenever one may be missing. */
export function useLiveJob(jobId: string) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const options = api.jobs.get.queryOptions({ jobId });
  const job = useQuery(options);
  const reread = () => void queryClient.invalidateQueries({ queryKey: options.queryKey });
  useLive((message) => {
    if (message.kind === "reset" || (message.kind === "job" && message.id === jobId)) return reread();
    if (message.kind !== "output" || message.jobId !== jobId) return;
    const before = queryClient.getQueryData(options.queryKey);
    const after = before && applyOutput(before.outputs, message);
    if (before && after) queryClient.setQueryData(options.queryKey, { ...before, outputs: after });
    else reread();
  });
  return { job, reread };
}
