import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { JobProgress } from "./job-progress";

export const metadata: Metadata = { title: "Writing" };

export default async function JobPage({ params }: { params: Promise<{ workspace: string; jobId: string }> }) {
  const { workspace, jobId } = await params;
  await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await queryClient.prefetchQuery(api.jobs.get.queryOptions({ jobId }));
  return (
    <Hydrate>
      <JobProgress workspace={workspace} jobId={jobId} />
    </Hydrate>
  );
}
