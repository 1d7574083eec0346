"use client";
import { Alert, Anchor, Button, Group, Progress, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/trpc";
import { PageHeader } from "@/components/ui/page-header";
import { JobCost } from "./job-cost";
import { Outline } from "./outline";
import { OutputCard } from "./output-card";
import { useLiveJob } from "./use-live-job";

const STEPS = {
  reading: "Reading the piece",
  outlining: "Finding the ideas worth saying",
  writing: "Writing",
  done: "Done",
} as const;

/** Watching a piece being read, outlined and written. */
export function JobProgress({ workspace, jobId }: { workspace: string; jobId: string }) {
  const api = useTRPC();
  const { job, reread } = useLiveJob(jobId);
  const cancel = useMutation(api.jobs.cancel.mutationOptions({ onSettled: reread }));
  if (job.isPending) return <Waiting />;
  if (job.isError) return <Alert color="red">{job.error.message}</Alert>;
  const { data } = job;
  const active = data.status === "queued" || data.status === "running";
  const drafts = data.outputs.filter(({ status }) => status === "completed").length;
  const said = active ? STEPS[data.step] : endOf(data.status, drafts);
  return (
    <Stack gap="xl">
      <div>
        <PageHeader
          title={data.sourceTitle}
          help={
            data.sourceId ? (
              <Anchor component={Link} href={`/${workspace}/sources/${data.sourceId}`} inherit>
                Open the source
              </Anchor>
            ) : (
              "No source: written from your words alone, so nothing in it can be traced."
            )
          }
          action={
            active && (
              <Button variant="default" onClick={() => cancel.mutate({ jobId })} loading={cancel.isPending}>
                Stop writing
              </Button>
            )
          }
        />
        <Group justify="space-between" mb={8}>
          <Text fw={550} role="status">
            {said}
          </Text>
          <Text c="dimmed" fz="sm" className="tabular">
            {drafts} of {data.outputs.length} written
          </Text>
        </Group>
        <Progress
          value={Math.round(data.progress * 100)}
          size="sm"
          color={data.status === "failed" ? "red" : "pine"}
          animated={active}
          aria-label="Progress"
        />
      </div>
      {data.failure && (
        <Alert color="red" title="This could not be written">
          {data.failure.message}
        </Alert>
      )}
      {cancel.isError && <Alert color="red">{cancel.error.message}</Alert>}
      <JobCost key={data.progress} workspace={workspace} jobId={jobId} />
      {data.ideas.length > 0 && <Outline ideas={data.ideas} />}
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        {data.outputs.map((output) => (
          <OutputCard
            key={output.id}
            workspace={workspace}
            jobId={jobId}
            output={output}
            saidAlready={data.failure?.message ?? null}
            sourceWasRead={data.versionId !== null || data.sourceId === null}
            onChanged={reread}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function endOf(status: "completed" | "failed" | "cancelled" | "queued" | "running", drafts: number): string {
  if (status === "cancelled") return "Stopped";
  if (status === "failed") return "Nothing could be written";
  return drafts === 1 ? "Your draft is ready" : "Your drafts are ready";
}

function Waiting() {
  return (
    <Stack gap="xl">
      <Skeleton height={40} width="60%" />
      <Skeleton height={8} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {[1, 2, 3, 4].map((n) => (
          <Skeleton key={n} height={220} radius="lg" />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
