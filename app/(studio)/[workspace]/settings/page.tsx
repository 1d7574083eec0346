import { Stack } from "@mantine/core";
import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { ButtonLink } from "@/components/ui/links";
import { PageHeader } from "@/components/ui/page-header";
import { Members } from "./members";
import { Password } from "./password";
import { Profile } from "./profile";
import { Sessions } from "./sessions";
import { WorkspaceSettings } from "./workspace-settings";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  await Promise.all([
    queryClient.prefetchQuery(api.account.me.queryOptions()),
    queryClient.prefetchQuery(api.account.sessions.queryOptions()),
    queryClient.prefetchQuery(api.workspaces.current.queryOptions()),
    queryClient.prefetchQuery(api.workspaces.members.queryOptions({})),
  ]);
  return (
    <Hydrate>
      <PageHeader
        title="Settings"
        help="You, the browsers you are signed in with, and this workspace."
        action={
          <ButtonLink href={`/${workspace}/settings/models`} variant="default">
            Models and budgets
          </ButtonLink>
        }
      />
      <Stack gap="xl" maw={760}>
        <WorkspaceSettings canManage={membership.role === "owner" || membership.role === "admin"} />
        <Members />
        <Profile />
        <Password />
        <Sessions />
      </Stack>
    </Hydrate>
  );
}
