import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { PageHeader } from "@/components/ui/page-header";
import { roleCan } from "@/server/permissions";
import { ChannelList } from "./channel-list";

export const metadata: Metadata = { title: "Channels" };

export default async function ChannelsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await Promise.all([
    queryClient.prefetchQuery(api.channels.list.queryOptions()),
    queryClient.prefetchQuery(api.pauses.current.queryOptions()),
  ]);
  const { role, timeZone } = membership;
  return (
    <Hydrate>
      <PageHeader
        title="Channels"
        help="Where your posts go. Credentials are stored encrypted and never shown again."
      />
      <ChannelList
        workspace={workspace}
        timeZone={timeZone}
        may={{
          manage: roleCan(role, "channels.manage"),
          schedule: roleCan(role, "posts.schedule"),
          pauseAll: roleCan(role, "workspace.manage"),
        }}
      />
    </Hydrate>
  );
}
