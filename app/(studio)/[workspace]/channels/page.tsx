import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { PageHeader } from "@/components/ui/page-header";
import { ChannelList } from "./channel-list";

export const metadata: Metadata = { title: "Channels" };

export default async function ChannelsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await queryClient.prefetchQuery(api.channels.list.queryOptions());
  const canManage = membership.role === "owner" || membership.role === "admin";
  return (
    <Hydrate>
      <PageHeader
        title="Channels"
        help="Where your posts go. Credentials are stored encrypted and never shown again."
      />
      <ChannelList canManage={canManage} />
    </Hydrate>
  );
}
