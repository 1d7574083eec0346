import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { ButtonLink } from "@/components/ui/links";
import { PageHeader } from "@/components/ui/page-header";
import { roleCan } from "@/server/permissions";
import { UsageScreen } from "./usage-screen";

export const metadata: Metadata = { title: "Usage" };

export default async function UsagePage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  if (!roleCan(membership.role, "jobs.create"))
    return <PageHeader title="Usage" help="What models cost is shown to the team only." />;
  const { api, queryClient } = await serverApi(workspace);
  const days = 30;
  await Promise.all([
    queryClient.prefetchQuery(api.usage.totals.queryOptions({ days })),
    queryClient.prefetchQuery(api.usage.days.queryOptions({ days })),
    queryClient.prefetchQuery(api.models.overview.queryOptions()),
  ]);
  return (
    <Hydrate>
      <PageHeader
        title="Usage"
        help={`What language models have cost, in US dollars by the vendors' price lists. A day is one of ${membership.timeZone}.`}
        action={
          <ButtonLink href={`/${workspace}/settings/models`} variant="default">
            Models and budgets
          </ButtonLink>
        }
      />
      <UsageScreen workspace={workspace} timeZone={membership.timeZone} />
    </Hydrate>
  );
}
