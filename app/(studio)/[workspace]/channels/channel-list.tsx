"use client";
import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { ChannelCard } from "./channel-card";
import { ConnectBluesky } from "./connect-bluesky";
import { WorkspacePause } from "./workspace-pause";

type Props = {
  workspace: string;
  timeZone: string;
  may: { manage: boolean; schedule: boolean; pauseAll: boolean };
};

/** Every channel: how it is, what to do about it, and what it has before it. */
export function ChannelList({ workspace, timeZone, may }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const list = useQuery(api.channels.list.queryOptions());
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(api.channels.list.queryFilter(), { cancelRefetch: false }),
      queryClient.invalidateQueries(api.pauses.pathFilter()),
    ]);
  useLive((message) => {
    if (message.kind === "channel" || message.kind === "reset") void refresh();
  });
  if (list.isPending)
    return (
      <Stack aria-busy="true">
        <Skeleton height={140} radius="lg" />
        <Skeleton height={140} radius="lg" />
      </Stack>
    );
  if (list.isError) return <Alert color="red">{list.error.message}</Alert>;
  const connectBluesky = () =>
    modals.open({ title: "Connect Bluesky", children: <ConnectBluesky onDone={() => void refresh()} /> });
  const only = list.data.every(({ network }) => network === "hub");
  return (
    <Stack gap="md">
      <WorkspacePause canPause={may.pauseAll} onChanged={() => void refresh()} />
      {list.data.map((channel) => (
        <ChannelCard
          key={channel.id}
          workspace={workspace}
          channel={channel}
          timeZone={timeZone}
          may={may}
          onReconnect={connectBluesky}
          onChanged={() => void refresh()}
        />
      ))}
      {!only && may.manage && (
        <Button variant="default" onClick={connectBluesky} w="fit-content">
          Connect another Bluesky account
        </Button>
      )}
      {only && (
        <EmptyState
          title="Post to Bluesky, too"
          action={may.manage && <Button onClick={connectBluesky}>Connect Bluesky</Button>}
        >
          Connect an account with an app password. Drafts for X, LinkedIn, Instagram and Facebook are written and
          checked here; copy them over until those networks can be connected.
        </EmptyState>
      )}
    </Stack>
  );
}
