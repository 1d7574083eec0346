"use client";
import { Anchor, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { JOB_STATUS } from "@/app/(studio)/[workspace]/jobs/job-status";
import { useLive } from "@/components/live";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";
import { Surface } from "@/components/ui/surface";

/** What has been written from this source so far. */
export function SourceJobs({ workspace, sourceId }: { workspace: string; sourceId: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const options = api.jobs.list.queryOptions({ sourceId });
  const jobs = useQuery(options);
  useLive((message) => {
    if (message.kind === "job" || message.kind === "reset") void queryClient.invalidateQueries(options);
  });
  return (
    <Surface>
      <Title order={2} fz={18} mb="sm">
        Written from this
      </Title>
      {jobs.isPending && <Skeleton height={48} />}
      {jobs.data?.items.length === 0 && (
        <Text c="dimmed" fz="sm">
          Nothing yet.
        </Text>
      )}
      <Stack gap="md">
        {jobs.data?.items.map((job) => (
          <div key={job.id}>
            <Group justify="space-between" wrap="nowrap">
              <Anchor component={Link} href={`/${workspace}/jobs/${job.id}`} fz="sm">
                <Moment at={job.createdAt} />
              </Anchor>
              <Text fz="sm" c="dimmed">
                {JOB_STATUS[job.status].label}
              </Text>
            </Group>
            <Group gap={5} mt={6}>
              {job.networks.map((network) => (
                <NetworkGlyph key={network} network={network} size={20} />
              ))}
            </Group>
          </div>
        ))}
      </Stack>
    </Surface>
  );
}
