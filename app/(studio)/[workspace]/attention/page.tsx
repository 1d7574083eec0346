import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { PageHeader } from "@/components/ui/page-header";
import { roleCan } from "@/server/permissions";
import { Inbox } from "./inbox";

export const metadata: Metadata = { title: "Needs you" };

export default async function AttentionPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await Promise.all([
    queryClient.prefetchQuery(api.deliveries.list.queryOptions({ state: "waiting", limit: 100 })),
    queryClient.prefetchQuery(api.channels.list.queryOptions()),
  ]);
  return (
    <Hydrate>
      <PageHeader title="Needs you" help="What cannot go on without a person, the oldest first." />
      <Inbox
        workspace={workspace}
        timeZone={membership.timeZone}
        may={{
          answer: roleCan(membership.role, "posts.schedule"),
          manage: roleCan(membership.role, "channels.manage"),
        }}
      />
    </Hydrate>
  );
}
