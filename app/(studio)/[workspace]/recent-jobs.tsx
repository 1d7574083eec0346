"use client";
import { Anchor, Badge, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useLive } from "@/components/live";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { Surface } from "@/components/ui/surface";
import { JOB_STATUS } from "./jobs/job-status";

export function RecentJobs({ workspace }: { workspace: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const options = api.jobs.list.queryOptions({ limit: 6 });
  const jobs = useQuery(options);
  useLive((message) => {
    if (message.kind === "job" || message.kind === "reset") void queryClient.invalidateQueries(options);
  });
  if (jobs.isPending) return <Skeleton height={84} radius="lg" />;
  if (jobs.isError) return <Text c="dimmed">{jobs.error.message}</Text>;
  if (jobs.data.items.length === 0)
    return (
      <EmptyState title="Nothing written yet">
        Bring your first piece above. A text of 500 words or more gives the writer something to choose from.
      </EmptyState>
    );
  return (
    <Stack gap="sm">
      {jobs.data.items.map((job) => (
        <Surface key={job.id} p="md">
          <Group justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Anchor
                component={Link}
                href={`/${workspace}/jobs/${job.id}`}
                fw={600}
                truncate
                display="block"
                c="inherit"
              >
                {job.sourceTitle}
              </Anchor>
              <Group gap={6} mt={6}>
                {job.networks.map((network) => (
                  <NetworkGlyph key={network} network={network} size={22} />
                ))}
              </Group>
            </div>
            <Badge variant="light" color={JOB_STATUS[job.status].color} flex="none">
              {JOB_STATUS[job.status].label}
            </Badge>
          </Group>
        </Surface>
      ))}
    </Stack>
  );
}
