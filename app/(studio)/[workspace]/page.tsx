import { Stack, Title } from "@mantine/core";
import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { PageHeader } from "@/components/ui/page-header";
import { Composer } from "./composer";
import { RecentJobs } from "./recent-jobs";

export const metadata: Metadata = { title: "Bring a piece" };

export default async function StartPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  const [writer] = await Promise.all([
    queryClient.fetchQuery(api.models.writer.queryOptions()),
    queryClient.prefetchQuery(api.jobs.list.queryOptions({ limit: 6 })),
    queryClient.prefetchQuery(api.jobs.formats.queryOptions()),
  ]);
  return (
    <Hydrate>
      <PageHeader
        title="Bring a long piece"
        help="An article, a link, a PDF, a Word file, a transcript. It becomes one post per network, and every sentence can show the passage it came from."
      />
      <Stack gap={48}>
        <Composer workspace={workspace} writer={writer.label} />
        <section aria-labelledby="recent">
          <Title order={2} fz={20} mb="md" id="recent">
            Recently written
          </Title>
          <RecentJobs workspace={workspace} />
        </section>
      </Stack>
    </Hydrate>
  );
}
