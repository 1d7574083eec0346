"use client";
import { Alert, Badge, Button, Group, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { Surface } from "@/components/ui/surface";
import type { Channel } from "@/server/channels/input";
import type { Recurrence } from "@/server/scheduling/input";
import { NextTurns } from "./next-turns";
import { tellRule } from "./rule";

type Props = {
  workspace: string;
  recurrence: Recurrence;
  channels: Channel[];
  canChange: boolean;
  onChanged: () => void;
};

const STATES = {
  active: { label: "Active", color: "pine" },
  paused: { label: "Paused", color: "yellow" },
  ended: { label: "Ended", color: "gray" },
} as const;

/** One recurrence: what, when, where, how it stands, and its next turns. */
export function RepeatCard({ workspace, recurrence, channels, canChange, onChanged }: Props) {
  const api = useTRPC();
  const [shown, setShown] = useState(false);
  const { id: recurrenceId, title, rule, startsAt, timeZone, state, problem, postIds, channelIds } = recurrence;
  const settle = {
    onError: (error: { message: string }) => notifications.show({ color: "red", message: error.message }),
    onSettled: onChanged,
  };
  const told = {
    ...settle,
    onSuccess: ({ cancelled }: { cancelled: number }) =>
      notifications.show({
        message:
          cancelled === 0
            ? "Done."
            : `Done. ${cancelled} planned ${cancelled === 1 ? "post was" : "posts were"} cancelled.`,
      }),
  };
  const pause = useMutation(api.recurrences.pause.mutationOptions(told));
  const end = useMutation(api.recurrences.end.mutationOptions(told));
  const resume = useMutation(api.recurrences.resume.mutationOptions(settle));
  const busy = pause.isPending || end.isPending || resume.isPending;
  const askEnd = () =>
    modals.openConfirmModal({
      title: `End “${title}”?`,
      children: <Text>What is planned for it is cancelled. The posts stay.</Text>,
      labels: { confirm: "End it", cancel: "Keep it" },
      confirmProps: { color: "red" },
      onConfirm: () => end.mutate({ recurrenceId }),
    });
  const where = channels.filter(({ id }) => channelIds.includes(id));
  return (
    <Surface p="md">
      <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>{title}</Text>
          <Text fz="sm" c="dimmed">
            {capital(tellRule(rule))} at {startsAt.slice(11, 16)}, {timeZone} ·{" "}
            {postIds.length === 1 ? "one post" : `${postIds.length} posts take turns`}
          </Text>
        </div>
        <Badge color={STATES[state].color} variant="light" radius="sm" flex="none">
          {STATES[state].label}
        </Badge>
      </Group>
      <Group gap={6} mt={8}>
        {where.map(({ id, network, name }) => (
          <Group key={id} gap={6} wrap="nowrap">
            <NetworkGlyph network={network} size={20} />
            <Text fz="sm">{name}</Text>
          </Group>
        ))}
      </Group>
      {problem && (
        <Alert color="red" mt="sm">
          {problem}
        </Alert>
      )}
      <Group gap="xs" mt="sm">
        <Button size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setShown((now) => !now)}>
          {shown ? "Hide the next turns" : "Next turns"}
        </Button>
        {canChange && state === "active" && (
          <Button size="compact-sm" variant="default" disabled={busy} onClick={() => pause.mutate({ recurrenceId })}>
            Pause
          </Button>
        )}
        {canChange && state === "paused" && (
          <Button size="compact-sm" variant="default" disabled={busy} onClick={() => resume.mutate({ recurrenceId })}>
            Resume
          </Button>
        )}
        {canChange && state !== "ended" && (
          <Button size="compact-sm" variant="subtle" color="red" disabled={busy} onClick={askEnd}>
            End
          </Button>
        )}
      </Group>
      {shown && (
        <NextTurns
          workspace={workspace}
          recurrenceId={recurrenceId}
          timeZone={timeZone}
          canChange={canChange && state !== "ended"}
          onChanged={onChanged}
        />
      )}
    </Surface>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
