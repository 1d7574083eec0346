import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { roleCan } from "@/server/permissions";
import { QueueScreen } from "./queue-screen";

export const metadata: Metadata = { title: "Queue" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function QueuePage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  const { channel } = await searchParams;
  const { api, queryClient } = await serverApi(workspace);
  await queryClient.prefetchQuery(api.channels.list.queryOptions());
  return (
    <Hydrate>
      <QueueScreen
        workspace={workspace}
        timeZone={membership.timeZone}
        asked={typeof channel === "string" ? channel : null}
        may={{ schedule: roleCan(membership.role, "posts.schedule") }}
      />
    </Hydrate>
  );
}
