"use client";
import { Alert, Anchor, Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLive } from "@/components/live";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { Surface } from "@/components/ui/surface";
import type { Channel } from "@/server/channels/input";
import { RULES } from "@/server/networks/rules";
import { ConnectBluesky } from "./connect-bluesky";

export function ChannelList({ canManage }: { canManage: boolean }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const list = useQuery(api.channels.list.queryOptions());
  const refresh = () => queryClient.invalidateQueries(api.channels.list.queryFilter());
  useLive((message) => {
    if (message.kind === "channel" || message.kind === "reset") void refresh();
  });
  if (list.isPending) return <Skeleton height={180} radius="lg" />;
  if (list.isError) return <Alert color="red">{list.error.message}</Alert>;
  const connectBluesky = () => modals.open({ title: "Connect Bluesky", children: <ConnectBluesky onDone={refresh} /> });
  const accounts = list.data.filter(({ network }) => network !== "hub");
  return (
    <Stack gap="xl">
      {list.data
        .filter(({ network }) => network === "hub")
        .map((hub) => (
          <HubCard key={hub.id} hub={hub} />
        ))}
      {accounts.length > 0 ? (
        <Stack gap="sm">
          {accounts.map((channel) => (
            <AccountCard
              key={channel.id}
              channel={channel}
              canManage={canManage}
              onReconnect={connectBluesky}
              onGone={refresh}
            />
          ))}
          {canManage && (
            <Button variant="default" onClick={connectBluesky} w="fit-content">
              Connect another Bluesky account
            </Button>
          )}
        </Stack>
      ) : (
        <EmptyState
          title="Post to Bluesky, too"
          action={canManage && <Button onClick={connectBluesky}>Connect Bluesky</Button>}
        >
          Connect an account with an app password. Drafts for X, LinkedIn, Instagram and Facebook are written and
          checked here; copy them over until those networks can be connected.
        </EmptyState>
      )}
    </Stack>
  );
}

function HubCard({ hub }: { hub: Channel }) {
  const home = `/hub/${encodeURIComponent(hub.remoteId)}`;
  return (
    <Surface>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <NetworkGlyph network="hub" size={40} />
        <div>
          <Text fw={600}>{hub.name} Hub</Text>
          <Text c="dimmed" fz="sm" mb="sm">
            Your own public page. It needs no account anywhere, and every reader can subscribe to it.
          </Text>
          <Group gap="lg">
            <Anchor href={home}>Open the page</Anchor>
            <Anchor href={`${home}/rss.xml`}>RSS</Anchor>
            <Anchor href={`${home}/feed.json`}>JSON Feed</Anchor>
          </Group>
        </div>
      </Group>
    </Surface>
  );
}

type AccountProps = { channel: Channel; canManage: boolean; onReconnect: () => void; onGone: () => void };

function AccountCard({ channel, canManage, onReconnect, onGone }: AccountProps) {
  const api = useTRPC();
  const disconnect = useMutation(
    api.channels.disconnect.mutationOptions({
      onSuccess: ({ cancelled }) => {
        onGone();
        const also =
          cancelled > 0 ? ` ${cancelled} scheduled ${cancelled === 1 ? "post was" : "posts were"} cancelled.` : "";
        notifications.show({ message: `${channel.name} is disconnected.${also}` });
      },
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  const ask = () =>
    modals.openConfirmModal({
      title: `Disconnect ${channel.name}?`,
      children: <Text>Its credentials are deleted and whatever is still scheduled to it is cancelled.</Text>,
      labels: { confirm: "Disconnect", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => disconnect.mutate({ channelId: channel.id }),
    });
  const healthy = channel.health === "connected";
  return (
    <Surface p="md">
      <Group justify="space-between">
        <Group gap="md" wrap="nowrap">
          <NetworkGlyph network={channel.network} size={36} />
          <div>
            <Text fw={600}>{channel.name}</Text>
            <Text c="dimmed" fz="sm">
              {RULES[channel.network].name}
              {channel.healthMessage ? ` · ${channel.healthMessage}` : ""}
            </Text>
          </div>
        </Group>
        <Group gap="sm">
          <Badge color={healthy ? "pine" : "red"} variant="light">
            {healthy ? "Connected" : "Needs you"}
          </Badge>
          {canManage && !healthy && (
            <Button size="compact-sm" onClick={onReconnect}>
              Reconnect
            </Button>
          )}
          {canManage && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={ask} loading={disconnect.isPending}>
              Disconnect
            </Button>
          )}
        </Group>
      </Group>
    </Surface>
  );
}
