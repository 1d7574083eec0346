import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { ButtonLink } from "@/components/ui/links";
import { PageHeader } from "@/components/ui/page-header";
import { roleCan } from "@/server/permissions";
import { ModelsScreen } from "./models-screen";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  if (!roleCan(membership.role, "jobs.create"))
    return <PageHeader title="Models" help="Who writes for this workspace is shown to the team only." />;
  const { api, queryClient } = await serverApi(workspace);
  await queryClient.prefetchQuery(api.models.overview.queryOptions());
  return (
    <Hydrate>
      <PageHeader
        title="Models"
        help="Who writes, first to last. When one does not answer or its budget is used up, the next one takes over; the built-in writer is always there."
        action={
          <ButtonLink href={`/${workspace}/usage`} variant="default">
            Usage
          </ButtonLink>
        }
      />
      <ModelsScreen canManage={roleCan(membership.role, "workspace.manage")} timeZone={membership.timeZone} />
    </Hydrate>
  );
}
