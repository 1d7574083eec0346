"use client";
import { Alert, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconArrowsShuffle } from "@tabler/icons-react";
import { useState } from "react";
import { RescheduleDialog } from "@/components/delivery/reschedule-dialog";
import { wallTimeIn } from "@/components/times";
import { EmptyState } from "@/components/ui/empty-state";
import { ButtonLink } from "@/components/ui/links";
import type { Channel } from "@/server/channels/input";
import type { DeliverySummary } from "@/server/publishing/input";
import { nextClockChange, tellClockChange } from "./clock-change";
import { dayName } from "./entries";
import { FillSlot } from "./fill-slot";
import classes from "./queue.module.css";
import { FreeRow, PostRow } from "./queue-rows";
import { useQueue } from "./use-queue";

type Props = { workspace: string; channel: Channel; timeZone: string; canChange: boolean; onTimes: () => void };

/** What goes out next on a channel, day by day, with the times that are still free. */
export function Upcoming({ workspace, channel, timeZone, canChange, onTimes }: Props) {
  const queue = useQueue(channel.id, timeZone);
  const [moving, setMoving] = useState<DeliverySummary | null>(null);
  const [filling, setFilling] = useState<Date | null>(null);
  const [dragged, setDragged] = useState<DeliverySummary | null>(null);
  if (queue.isPending)
    return (
      <Stack gap="sm" aria-busy="true">
        {["a", "b", "c", "d"].map((key) => (
          <Skeleton key={key} height={60} radius="lg" />
        ))}
      </Stack>
    );
  if (queue.error) return <Alert color="red">{queue.error.message}</Alert>;
  const posts = queue.days.flatMap(({ entries }) => entries.filter(({ kind }) => kind === "post"));
  if (queue.days.length === 0)
    return (
      <EmptyState
        title={queue.hasSlots ? "Nothing planned, and no free time" : "This queue has no times yet"}
        action={
          canChange ? (
            <Button onClick={onTimes}>{queue.hasSlots ? "Look at the times" : "Set its times"}</Button>
          ) : undefined
        }
      >
        Say at which times of the week this channel posts. What you add to the queue then takes the next free one.
      </EmptyState>
    );
  const now = new Date();
  const today = wallTimeIn(now, timeZone).slice(0, 10);
  const change = nextClockChange(timeZone, now, 30);
  const ask = () =>
    modals.openConfirmModal({
      title: "Shuffle the queue?",
      children: <Text>The {posts.length} posts planned here change places. Their times stay.</Text>,
      labels: { confirm: "Shuffle", cancel: "Keep the order" },
      onConfirm: queue.shuffle,
    });
  return (
    <Stack gap="lg">
      {channel.status.state !== "connected" && channel.status.message && (
        <Alert color={channel.status.state === "reconnect" ? "red" : "yellow"}>
          <Group justify="space-between">
            {channel.status.message}
            <ButtonLink href={`/${workspace}/channels`} size="compact-sm" variant="default">
              Go to channels
            </ButtonLink>
          </Group>
        </Alert>
      )}
      {change && <Alert color="blue">{tellClockChange(change, timeZone)}</Alert>}
      <Group justify="space-between">
        <Text c="dimmed" fz="sm">
          {posts.length === 0
            ? "Nothing planned. Add posts from your drafts: each takes the next free time."
            : `${posts.length.toLocaleString("en")} planned${queue.truncated ? " and more" : ""}`}
        </Text>
        <Group gap="xs">
          <ButtonLink href={`/${workspace}/posts?show=draft`} variant="default" size="xs">
            Add drafts
          </ButtonLink>
          {canChange && posts.length > 2 && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconArrowsShuffle size={16} />}
              loading={queue.shuffling}
              onClick={ask}
            >
              Shuffle
            </Button>
          )}
        </Group>
      </Group>
      {queue.days.map(({ day, entries }) => (
        <section key={day} aria-label={dayName(day, today)} className={classes["day"]}>
          <Title order={2} fz={15} mb={8}>
            {dayName(day, today)}
          </Title>
          <ul className={classes["list"]}>
            {entries.map((entry) =>
              entry.kind === "post" ? (
                <PostRow
                  key={entry.delivery.id}
                  workspace={workspace}
                  delivery={entry.delivery}
                  timeZone={timeZone}
                  queue={canChange ? queue : null}
                  onMove={() => setMoving(entry.delivery)}
                  onDrag={setDragged}
                />
              ) : (
                <FreeRow
                  key={entry.at.getTime()}
                  slot={entry.slot}
                  timeZone={timeZone}
                  dropping={dragged !== null}
                  onDrop={() => {
                    if (dragged) queue.move(dragged, entry.at);
                    setDragged(null);
                  }}
                  onFill={canChange ? () => setFilling(entry.at) : null}
                />
              ),
            )}
          </ul>
        </section>
      ))}
      {moving && (
        <RescheduleDialog
          workspace={workspace}
          delivery={moving}
          onClose={() => setMoving(null)}
          onChanged={() => void queue.refresh()}
        />
      )}
      {filling && (
        <FillSlot
          channel={channel}
          at={filling}
          timeZone={timeZone}
          onClose={() => setFilling(null)}
          onFilled={() => void queue.refresh()}
        />
      )}
    </Stack>
  );
}
