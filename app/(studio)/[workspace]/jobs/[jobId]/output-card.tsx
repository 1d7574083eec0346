"use client";
import { Alert, Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { JOB_STATUS } from "@/app/(studio)/[workspace]/jobs/job-status";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { Surface } from "@/components/ui/surface";
import type { OutputView } from "@/server/repurposing/job-view";
import classes from "./job.module.css";

type Props = {
  workspace: string;
  jobId: string;
  output: OutputView;
  /** What the job as a whole failed with; said once above the cards. */
  saidAlready: string | null;
  /** Without a reading there is nothing to write again from. */
  sourceWasRead: boolean;
  onChanged: () => void;
};

/** One format while it is written, and the way to its draft afterwards. */
export function OutputCard({ workspace, jobId, output, saidAlready, sourceWasRead, onChanged }: Props) {
  const api = useTRPC();
  const retry = useMutation(api.jobs.retryOutput.mutationOptions({ onSettled: onChanged }));
  const name = output.variant > 1 ? `${output.name} ${output.variant}` : output.name;
  const { label, color } = JOB_STATUS[output.status];
  const flagged = output.checks.filter(({ state }) => state === "fix" || state === "needs_person").length;
  return (
    <Surface className={classes["output"] ?? ""}>
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <Group gap="sm" wrap="nowrap">
          {output.network && <NetworkGlyph network={output.network} />}
          <Text fw={600}>{name}</Text>
        </Group>
        <Badge variant="light" color={color}>
          {label}
        </Badge>
      </Group>
      <section
        className={classes["text"]}
        aria-label={name}
        aria-live="off"
        data-writing={output.status === "running" || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls.
        tabIndex={0}
      >
        {output.status === "completed" && output.parts.length > 0 ? (
          <>
            {output.title && <Text fw={650}>{output.title}</Text>}
            {[...output.parts, ...output.slides].map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the thread.
              <p key={index}>{part.text}</p>
            ))}
          </>
        ) : output.text ? (
          <p>{output.text}</p>
        ) : (
          (output.status === "queued" || output.status === "running") && (
            <Stack gap={10}>
              <Skeleton height={12} />
              <Skeleton height={12} width="92%" />
              <Skeleton height={12} width="70%" />
            </Stack>
          )
        )}
      </section>
      {output.failure && output.failure.message !== saidAlready && <Alert color="red">{output.failure.message}</Alert>}
      {retry.isError && <Alert color="red">{retry.error.message}</Alert>}
      <Group justify="space-between" mt="md">
        <Text fz="sm" c="dimmed">
          {output.status === "completed" &&
            (flagged > 0 ? `${flagged} ${flagged === 1 ? "thing" : "things"} to look at` : "Every check passed")}
        </Text>
        {output.postId && (
          <Button
            component={Link}
            href={`/${workspace}/posts/${output.postId}`}
            size="sm"
            aria-label={`Open draft: ${name}`}
          >
            Open draft
          </Button>
        )}
        {output.status === "failed" && sourceWasRead && (
          <Button
            size="sm"
            variant="default"
            loading={retry.isPending}
            aria-label={`Write it again: ${name}`}
            onClick={() => retry.mutate({ jobId, format: output.format, variant: output.variant })}
          >
            Write it again
          </Button>
        )}
      </Group>
    </Surface>
  );
}
