"use client";
import { Alert, Button, Skeleton, Table, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { dollarsOf } from "@/components/money";
import { momentIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { TextLink } from "@/components/ui/links";

/** The jobs of the span with what each has cost, page by page. */
export function UsageJobs({ workspace, days, timeZone }: { workspace: string; days: number; timeZone: string }) {
  const api = useTRPC();
  const jobs = useInfiniteQuery(
    api.usage.jobs.infiniteQueryOptions({ days, limit: 20 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const items = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  if (jobs.isSuccess && items.length === 0) return null;
  return (
    <section aria-labelledby="by-job">
      <Title order={2} fz={20} mb="md" id="by-job">
        By job
      </Title>
      {jobs.isError && <Alert color="red">{jobs.error.message}</Alert>}
      {jobs.isPending && <Skeleton height={160} radius="lg" />}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={520} type="native" tabIndex={0} role="group" aria-label="Cost by job">
          <Table className="tabular" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Job</Table.Th>
                <Table.Th ta="right">Calls</Table.Th>
                <Table.Th ta="right">Tokens</Table.Th>
                <Table.Th ta="right">Cost</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((job) => (
                <Table.Tr key={job.id}>
                  <Table.Td>
                    <TextLink href={`/${workspace}/jobs/${job.id}`} fz="sm">
                      {job.title || "Untitled"}
                    </TextLink>
                    <Text fz="xs" c="dimmed">
                      {momentIn(job.createdAt, timeZone)}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">{job.calls.toLocaleString("en")}</Table.Td>
                  <Table.Td ta="right">{(job.inputTokens + job.outputTokens).toLocaleString("en")}</Table.Td>
                  <Table.Td ta="right">
                    {job.unpriced > 0 && job.costMicros === 0 ? "not known" : dollarsOf(job.costMicros)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {jobs.hasNextPage && (
        <Button variant="default" mt="md" loading={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}
