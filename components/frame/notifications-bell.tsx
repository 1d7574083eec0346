"use client";
import { ActionIcon, Button, Group, Indicator, Popover, ScrollArea, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import classes from "@/components/frame/notifications-bell.module.css";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";
import type { Notification } from "@/server/notifications/input";

/** What people should know, with a mark when something of it is new. */
export function NotificationsBell({ workspace }: { workspace: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [opened, { toggle, close }] = useDisclosure();
  const unread = useQuery(api.notifications.unread.queryOptions());
  useLive((message) => {
    if (message.kind === "notification" || message.kind === "reset")
      void queryClient.invalidateQueries(api.notifications.pathFilter(), { cancelRefetch: false });
  });
  const count = unread.data?.unread ?? 0;
  const label = count === 0 ? "Notifications" : `Notifications, ${count >= 100 ? "100 or more" : count} new`;
  return (
    <Popover
      opened={opened}
      onChange={(next) => !next && close()}
      width={340}
      position="bottom-end"
      shadow="md"
      trapFocus
    >
      <Indicator disabled={count === 0} color="red" size={9} offset={7}>
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={toggle}>
            <IconBell size={19} stroke={1.7} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label="Notifications">
        <NotificationList workspace={workspace} onGo={close} anyNew={count > 0} />
      </Popover.Dropdown>
    </Popover>
  );
}

type ListProps = { workspace: string; onGo: () => void; anyNew: boolean };

function NotificationList({ workspace, onGo, anyNew }: ListProps) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const list = useInfiniteQuery(
    api.notifications.list.infiniteQueryOptions({ limit: 20 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const settle = { onSettled: () => queryClient.invalidateQueries(api.notifications.pathFilter()) };
  const markRead = useMutation(api.notifications.markRead.mutationOptions(settle));
  const markAll = useMutation(api.notifications.markAllRead.mutationOptions(settle));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = ({ id, read }: Notification) => {
    if (!read) markRead.mutate({ notificationId: id });
    onGo();
  };
  return (
    <>
      <Group justify="space-between" px="md" py="xs" className={classes["head"] ?? ""}>
        <Text fw={600}>Notifications</Text>
        {anyNew && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => markAll.mutate()}>
            Mark all as read
          </Button>
        )}
      </Group>
      <ScrollArea.Autosize mah={420} type="auto" viewportProps={{ tabIndex: 0, "aria-label": "Notifications" }}>
        {list.isPending && <Skeleton height={60} m="md" w="auto" />}
        {list.isError && (
          <Text p="md" fz="sm">
            {list.error.message}
          </Text>
        )}
        {list.isSuccess && items.length === 0 && (
          <Text p="md" fz="sm" c="dimmed">
            Nothing to tell. When a channel is lost or a post does not go out, you read it here first.
          </Text>
        )}
        <ul className={classes["list"]}>
          {items.map((item) => (
            <li key={item.id}>
              <Link
                href={placeOf(workspace, item)}
                className={classes["item"] ?? ""}
                data-new={(!item.read && !item.resolvedAt) || undefined}
                onClick={() => open(item)}
              >
                <span>{item.text}</span>
                <Text component="span" fz="xs" c="dimmed">
                  <Moment at={item.createdAt} />
                  {item.resolvedAt && " · settled"}
                </Text>
              </Link>
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <Stack align="center" p="xs">
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void list.fetchNextPage()}>
              Show older
            </Button>
          </Stack>
        )}
      </ScrollArea.Autosize>
    </>
  );
}

/** Where something can be done about it. */
function placeOf(workspace: string, { kind, postId }: Notification): string {
  if (kind === "channel") return `/${workspace}/channels`;
  if (postId) return `/${workspace}/posts/${postId}`;
  return `/${workspace}/attention`;
}
