import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { SourceView } from "./source-view";

export const metadata: Metadata = { title: "Source" };

export default async function SourcePage({ params }: { params: Promise<{ workspace: string; sourceId: string }> }) {
  const { workspace, sourceId } = await params;
  await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await Promise.all([
    queryClient.prefetchQuery(api.sources.get.queryOptions({ sourceId })),
    queryClient.prefetchQuery(api.coverage.get.queryOptions({ sourceId })),
    queryClient.prefetchQuery(api.jobs.list.queryOptions({ sourceId })),
    queryClient.prefetchQuery(api.jobs.formats.queryOptions()),
  ]);
  return (
    <Hydrate>
      <SourceView workspace={workspace} sourceId={sourceId} />
    </Hydrate>
  );
}
