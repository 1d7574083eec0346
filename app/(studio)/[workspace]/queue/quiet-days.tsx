"use client";
import { ActionIcon, Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { showUndo } from "@/components/ui/undo-toast";
import type { Channel } from "@/server/channels/input";
import type { Blackout } from "@/server/scheduling/input";
import { AddQuietDays } from "./add-quiet-days";
import classes from "./queue.module.css";

type Props = { channel: Channel; channels: Channel[]; timeZone: string; canChange: boolean };

/** Days on which nothing is planned: holidays, a launch of somebody else, a week of silence. */
export function QuietDays({ channel, channels, timeZone, canChange }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const list = useInfiniteQuery(
    api.blackouts.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(api.blackouts.pathFilter()),
      queryClient.invalidateQueries(api.slots.nextFree.pathFilter()),
      queryClient.invalidateQueries(api.deliveries.pathFilter()),
    ]);
  const settle = {
    onError: (error: { message: string }) => notifications.show({ color: "red", message: error.message }),
    onSettled: refresh,
  };
  const again = useMutation(api.blackouts.add.mutationOptions(settle));
  const remove = useMutation(api.blackouts.remove.mutationOptions(settle));
  const take = ({ id, channelId, from, to, reason }: Blackout) =>
    remove.mutate(
      { blackoutId: id },
      {
        onSuccess: () =>
          showUndo("Removed. Posts can go out on these days again.", () =>
            again.mutate({ channelId, from, to, reason }),
          ),
      },
    );
  if (list.isPending) return <Skeleton height={140} radius="lg" aria-busy="true" />;
  if (list.isError) return <Alert color="red">{list.error.message}</Alert>;
  const items = list.data.pages.flatMap((page) => page.items);
  const dialog = adding && (
    <AddQuietDays
      channel={channel}
      timeZone={timeZone}
      onClose={() => setAdding(false)}
      onAdded={() => void refresh()}
    />
  );
  if (items.length === 0)
    return (
      <>
        <EmptyState
          title="No quiet days"
          action={canChange && <Button onClick={() => setAdding(true)}>Add quiet days</Button>}
        >
          On quiet days the queue and repeating posts plan nothing, and whoever schedules by hand is asked first.
        </EmptyState>
        {dialog}
      </>
    );
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed" fz="sm">
          Nothing is planned on these days, in {timeZone}.
        </Text>
        {canChange && (
          <Button size="xs" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            Add quiet days
          </Button>
        )}
      </Group>
      <ul className={classes["list"]}>
        {items.map((blackout) => (
          <li key={blackout.id} className={classes["row"]}>
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text fw={550}>{daysText(blackout)}</Text>
              <Text fz="sm" c="dimmed">
                {blackout.reason} ·{" "}
                {blackout.channelId === null
                  ? "every channel"
                  : (channels.find(({ id }) => id === blackout.channelId)?.name ?? "one channel")}
              </Text>
            </div>
            {canChange && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${daysText(blackout)}, ${blackout.reason}`}
                onClick={() => take(blackout)}
              >
                <IconTrash size={17} stroke={1.7} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" w="fit-content" onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
      {dialog}
    </Stack>
  );
}

/** "24–26 December 2026" of the first and last day. */
function daysText({ from, to }: { from: string; to: string }): string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "long" });
  return format.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}
