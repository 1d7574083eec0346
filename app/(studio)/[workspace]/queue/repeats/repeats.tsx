"use client";
import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import type { Channel } from "@/server/channels/input";
import { RepeatCard } from "./repeat-card";
import { RepeatForm } from "./repeat-form";

type Props = { workspace: string; channels: Channel[]; timeZone: string; canChange: boolean };

/** Posts that go out again and again by a rule. */
export function Repeats({ workspace, channels, timeZone, canChange }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [creating, setCreating] = useState(false);
  const list = useInfiniteQuery(
    api.recurrences.list.infiniteQueryOptions({ limit: 30 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(api.recurrences.pathFilter()),
      queryClient.invalidateQueries(api.deliveries.pathFilter()),
      queryClient.invalidateQueries(api.slots.nextFree.pathFilter()),
    ]);
  if (list.isPending) return <Skeleton height={140} radius="lg" aria-busy="true" />;
  if (list.isError) return <Alert color="red">{list.error.message}</Alert>;
  const items = list.data.pages.flatMap((page) => page.items);
  const dialog = creating && (
    <RepeatForm
      channels={channels}
      timeZone={timeZone}
      onClose={() => setCreating(false)}
      onCreated={() => void refresh()}
    />
  );
  if (items.length === 0)
    return (
      <>
        <EmptyState
          title="Nothing repeats yet"
          action={canChange && <Button onClick={() => setCreating(true)}>Repeat a post</Button>}
        >
          A weekly reminder, a monthly call for guests: choose posts that take turns, and a rule. Networks that refuse
          the same words twice need at least two.
        </EmptyState>
        {dialog}
      </>
    );
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed" fz="sm">
          Planned up to 30 days ahead.
        </Text>
        {canChange && (
          <Button size="xs" leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
            Repeat a post
          </Button>
        )}
      </Group>
      {items.map((recurrence) => (
        <RepeatCard
          key={recurrence.id}
          workspace={workspace}
          recurrence={recurrence}
          channels={channels}
          canChange={canChange}
          onChanged={() => void refresh()}
        />
      ))}
      {list.hasNextPage && (
        <Button variant="default" w="fit-content" onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
      {dialog}
    </Stack>
  );
}
