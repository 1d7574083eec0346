"use client";
import { ActionIcon, Anchor, Badge, Button, Group, Menu, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { NetworkGlyph } from "@/components/network-glyph";
import { momentIn, zoneName } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { ButtonLink } from "@/components/ui/links";
import { Surface } from "@/components/ui/surface";
import type { Channel, ChannelStatus } from "@/server/channels/input";
import { RULES } from "@/server/networks/rules";
import classes from "./channels.module.css";
import { PauseButton } from "./pause-button";
import { SpacingItems, spanOf } from "./spacing-items";

type Props = {
  workspace: string;
  channel: Channel;
  timeZone: string;
  may: { manage: boolean; schedule: boolean };
  onReconnect: () => void;
  onChanged: () => void;
};

const STATES: Record<ChannelStatus["state"], { label: string; color: string }> = {
  connected: { label: "Connected", color: "pine" },
  expiring: { label: "Ends soon", color: "yellow" },
  limited: { label: "Network wants a break", color: "yellow" },
  paused: { label: "Paused", color: "yellow" },
  reconnect: { label: "Connect again", color: "red" },
};

/** One channel: how it is and what to do about it, what it has before it, and its switches. */
export function ChannelCard({ workspace, channel, timeZone, may, onReconnect, onChanged }: Props) {
  const { id, network, name, remoteId, status } = channel;
  const disconnect = useDisconnect(channel, onChanged);
  const hub = network === "hub";
  const home = `/hub/${encodeURIComponent(remoteId)}`;
  const ill = status.state === "reconnect" || status.state === "expiring";
  return (
    <Surface p="md">
      <div className={classes["card"]}>
        <NetworkGlyph network={network} size={40} />
        <div className={classes["words"]}>
          <Group gap="sm">
            <Text fw={600}>{hub ? `${name} Hub` : name}</Text>
            <Badge color={STATES[status.state].color} variant="light" radius="sm">
              {STATES[status.state].label}
            </Badge>
          </Group>
          <Text c="dimmed" fz="sm">
            {hub ? "Your own public page, open to every reader and feed." : RULES[network].name}
          </Text>
          {status.message && (
            <Text fz="sm" mt={6} className={status.state === "reconnect" ? (classes["risk"] ?? "") : ""}>
              {status.until &&
                `${status.state === "limited" ? "Until " : ""}${momentIn(status.until, timeZone)} ${zoneName(status.until, timeZone)}: `}
              {status.message}
            </Text>
          )}
          <Facts channel={channel} timeZone={timeZone} />
          {hub && (
            <Group gap="lg" mt="xs" fz="sm">
              <Anchor href={home} fz="sm">
                Open the page
              </Anchor>
              <Anchor href={`${home}/rss.xml`} fz="sm">
                RSS
              </Anchor>
              <Anchor href={`${home}/feed.json`} fz="sm">
                JSON Feed
              </Anchor>
            </Group>
          )}
        </div>
        <Group gap="xs" className={classes["tools"] ?? ""}>
          {ill && may.manage && (
            <Button size="compact-sm" onClick={onReconnect}>
              Reconnect
            </Button>
          )}
          <ButtonLink href={`/${workspace}/queue?channel=${id}`} size="compact-sm" variant="default">
            Queue
          </ButtonLink>
          {may.schedule && <PauseButton channel={channel} onChanged={onChanged} />}
          {may.manage && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={`More for ${name}`}>
                  <IconDots size={18} stroke={1.7} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <SpacingItems channel={channel} onChanged={onChanged} />
                {!hub && (
                  <>
                    <Menu.Divider />
                    <Menu.Item color="red" onClick={disconnect}>
                      Disconnect
                    </Menu.Item>
                  </>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      </div>
    </Surface>
  );
}

function Facts({ channel, timeZone }: { channel: Channel; timeZone: string }) {
  const { forecast, nextAt, lastPublishedAt, network } = channel;
  const { scheduled, atRisk } = forecast;
  const spacingSeconds = Math.max(RULES[network].spacingSeconds, channel.spacingSeconds ?? 0);
  return (
    <dl className={classes["facts"]}>
      <div>
        <dt>Planned</dt>
        <dd>
          {scheduled.toLocaleString("en")}
          {atRisk > 0 && <span className={classes["risk"]}> · {atRisk.toLocaleString("en")} at risk</span>}
        </dd>
      </div>
      <div>
        <dt>Next post</dt>
        <dd>{nextAt ? <time dateTime={nextAt.toISOString()}>{momentIn(nextAt, timeZone)}</time> : "None"}</dd>
      </div>
      <div>
        <dt>Last post</dt>
        <dd>
          {lastPublishedAt ? (
            <time dateTime={lastPublishedAt.toISOString()}>{momentIn(lastPublishedAt, timeZone)}</time>
          ) : (
            "None"
          )}
        </dd>
      </div>
      {spacingSeconds > 0 && (
        <div>
          <dt>Apart</dt>
          <dd>at least {spanOf(spacingSeconds)}</dd>
        </div>
      )}
    </dl>
  );
}

/** Asks, then disconnects a channel. */
function useDisconnect({ id: channelId, name, forecast }: Channel, onGone: () => void): () => void {
  const api = useTRPC();
  const disconnect = useMutation(
    api.channels.disconnect.mutationOptions({
      onSuccess: ({ cancelled }) => {
        onGone();
        const also =
          cancelled > 0 ? ` ${cancelled} scheduled ${cancelled === 1 ? "post was" : "posts were"} cancelled.` : "";
        notifications.show({ message: `${name} is disconnected.${also}` });
      },
      onError: (error) => notifications.show({ color: "red", message: error.message }),
    }),
  );
  const { scheduled } = forecast;
  const planned =
    scheduled === 0 ? "" : ` The ${scheduled === 1 ? "post" : `${scheduled} posts`} planned for it will be cancelled.`;
  return () =>
    modals.openConfirmModal({
      title: `Disconnect ${name}?`,
      children: <Text>Its credentials are deleted.{planned}</Text>,
      labels: { confirm: "Disconnect", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => disconnect.mutate({ channelId }),
    });
}
