"use client";
import { Alert, Button, Group, Kbd, Skeleton, Stack, Text, Title } from "@mantine/core";
import { type KeyboardEvent, useRef } from "react";
import { useWaiting } from "@/components/delivery/use-waiting";
import { NetworkGlyph } from "@/components/network-glyph";
import { EmptyState } from "@/components/ui/empty-state";
import { ButtonLink } from "@/components/ui/links";
import type { Channel } from "@/server/channels/input";
import { RULES } from "@/server/networks/rules";
import { groupsOf, type Group as Waiting } from "./groups";
import classes from "./inbox.module.css";
import { RiskyPosts } from "./risky-posts";
import { useAnswers } from "./use-answers";
import { WaitingRow } from "./waiting-row";

type Props = { workspace: string; timeZone: string; may: { answer: boolean; manage: boolean } };

/** Everything that waits for a person, by the kind of answer it needs. */
export function Inbox({ workspace, timeZone, may }: Props) {
  const waiting = useWaiting();
  const list = useRef<HTMLDivElement>(null);
  if (waiting.isPending)
    return (
      <Stack aria-busy="true">
        <Skeleton height={120} radius="lg" />
        <Skeleton height={120} radius="lg" />
      </Stack>
    );
  if (waiting.error) return <Alert color="red">{waiting.error.message}</Alert>;
  const groups = groupsOf(waiting.deliveries);
  if (waiting.count === 0)
    return (
      <EmptyState
        title="Nothing waits for you"
        action={
          <ButtonLink href={`/${workspace}/calendar`} variant="default">
            See what goes out next
          </ButtonLink>
        }
      >
        Everything that could be sent was sent. If a network gives no clear answer, or a channel is lost, it shows up
        here.
      </EmptyState>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-waiting]") ?? [])];
    const here = rows.findIndex((row) => row.closest("li")?.contains(document.activeElement));
    event.preventDefault();
    rows[Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the links and buttons within it.
    <div ref={list} onKeyDown={onKeyDown}>
      <Stack gap="xl">
        {waiting.channels.length > 0 && <LostChannels workspace={workspace} channels={waiting.channels} may={may} />}
        {groups.map((group) => (
          <WaitingGroup key={group.id} workspace={workspace} group={group} timeZone={timeZone} canAnswer={may.answer} />
        ))}
        {waiting.risky.length > 0 && (
          <RiskyPosts workspace={workspace} deliveries={waiting.risky} timeZone={timeZone} canChange={may.answer} />
        )}
        {waiting.more && (
          <Text c="dimmed" fz="sm">
            These are the oldest 100. The next ones show up as you answer.
          </Text>
        )}
        <Text c="dimmed" fz="xs" visibleFrom="sm">
          In this list: <Kbd size="xs">j</Kbd> and <Kbd size="xs">k</Kbd> go down and up, <Kbd size="xs">Enter</Kbd>{" "}
          opens the post, <Kbd size="xs">l</Kbd> it is live, <Kbd size="xs">s</Kbd> send again, <Kbd size="xs">x</Kbd>{" "}
          leave it.
        </Text>
      </Stack>
    </div>
  );
}

type GroupProps = { workspace: string; group: Waiting; timeZone: string; canAnswer: boolean };

function WaitingGroup({ workspace, group, timeZone, canAnswer }: GroupProps) {
  const answer = useAnswers();
  const { id, title, help, items } = group;
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" align="flex-end" mb="sm" gap="sm">
        <div>
          <Title order={2} fz={18} id={id}>
            {title}
          </Title>
          <Text c="dimmed" fz="sm">
            {help}
          </Text>
        </div>
        {canAnswer && items.length > 1 && id !== "unclear" && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => answer(items, "send_again")}>
              Send all {items.length} again
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => answer(items, "leave")}>
              Leave all
            </Button>
          </Group>
        )}
      </Group>
      <ul className={classes["list"]}>
        {items.map((delivery) => (
          <WaitingRow
            key={delivery.id}
            workspace={workspace}
            delivery={delivery}
            timeZone={timeZone}
            onAnswer={canAnswer ? (said) => answer([delivery], said) : null}
          />
        ))}
      </ul>
    </section>
  );
}

type LostProps = { workspace: string; channels: Channel[]; may: Props["may"] };

function LostChannels({ workspace, channels, may }: LostProps) {
  return (
    <section aria-labelledby="lost">
      <Title order={2} fz={18} mb="sm" id="lost">
        Connect again
      </Title>
      <ul className={classes["list"]}>
        {channels.map(({ id, network, name, healthMessage }) => (
          <li key={id} className={classes["row"]}>
            <NetworkGlyph network={network} size={34} />
            <Group justify="space-between" className={classes["words"] ?? ""}>
              <div>
                <Text fw={600}>{name}</Text>
                <Text fz="sm" c="dimmed">
                  {RULES[network].name} · {healthMessage ?? "The sign-in has ended."}
                </Text>
              </div>
              {may.manage ? (
                <ButtonLink href={`/${workspace}/channels`} size="compact-sm" data-waiting>
                  Reconnect
                </ButtonLink>
              ) : (
                <Text fz="sm">Ask an owner or admin to connect it.</Text>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
