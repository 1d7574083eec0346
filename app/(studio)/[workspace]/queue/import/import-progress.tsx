"use client";
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "@/components/trpc";
import { ButtonLink } from "@/components/ui/links";

type Props = { workspace: string; importId: string; onClose: () => void };

const POLL_MS = 600;

/** How far an import has come; it goes on when the dialog is closed. */
export function ImportProgress({ workspace, importId, onClose }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const progress = useQuery(
    api.imports.get.queryOptions(
      { importId },
      { refetchInterval: ({ state }) => (state.data?.state === "completed" ? false : POLL_MS), staleTime: 0 },
    ),
  );
  const view = progress.data;
  const completed = view?.state === "completed";
  useEffect(() => {
    if (!completed) return;
    void queryClient.invalidateQueries(api.posts.list.pathFilter());
    void queryClient.invalidateQueries(api.deliveries.pathFilter());
    void queryClient.invalidateQueries(api.slots.nextFree.pathFilter());
  }, [completed, queryClient, api]);
  if (progress.isError) return <Alert color="red">{progress.error.message}</Alert>;
  const wanted = Math.max(1, (view?.rows ?? 0) - (view?.problems ?? 0));
  return (
    <Stack>
      <Text aria-live="polite">
        {completed
          ? `${view.done.toLocaleString("en")} ${view.done === 1 ? "post is" : "posts are"} made and planned.`
          : `${(view?.done ?? 0).toLocaleString("en")} of ${wanted.toLocaleString("en")} rows`}
      </Text>
      <Progress
        value={completed ? 100 : ((view?.done ?? 0) / wanted) * 100}
        color="pine"
        animated={!completed}
        aria-label="Import"
      />
      {completed && view.problems > 0 && (
        <Text fz="sm" c="dimmed">
          {view.problems} {view.problems === 1 ? "row was" : "rows were"} left out.
        </Text>
      )}
      {!completed && (
        <Text fz="sm" c="dimmed">
          You may close this: it goes on.
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {completed && <ButtonLink href={`/${workspace}/posts?show=scheduled`}>See the posts</ButtonLink>}
      </Group>
    </Stack>
  );
}
