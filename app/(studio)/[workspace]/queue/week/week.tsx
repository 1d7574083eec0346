"use client";
import { Alert, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconCopy, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import type { Channel } from "@/server/channels/input";
import { DEFAULT_SLOTS, type Slot } from "@/server/scheduling/input";
import { AddTimes } from "./add-times";
import { CopyTimes } from "./copy-times";
import { SlotChip } from "./slot-chip";
import { useSlots } from "./use-slots";
import classes from "./week.module.css";
import { WEEKDAYS } from "./weekdays";

type Props = { channel: Channel; channels: Channel[]; timeZone: string; canChange: boolean };

/** The times of a channel's week: added, dragged or edited, removed, copied to other channels. */
export function Week({ channel, channels, timeZone, canChange }: Props) {
  const slots = useSlots(channel.id);
  const [adding, setAdding] = useState<number[] | null>(null);
  const [copying, setCopying] = useState(false);
  const [dragged, setDragged] = useState<Slot | null>(null);
  if (slots.isPending) return <Skeleton height={260} radius="lg" aria-busy="true" />;
  if (slots.error) return <Alert color="red">{slots.error.message}</Alert>;
  const others = channels.filter(({ id }) => id !== channel.id);
  const dialogs = (
    <>
      {adding && (
        <AddTimes
          weekdays={adding}
          onAdd={(weekdays, times) => {
            slots.add(weekdays, times);
            setAdding(null);
          }}
          onClose={() => setAdding(null)}
        />
      )}
      {copying && (
        <CopyTimes channel={channel} others={others} onClose={() => setCopying(false)} onCopied={slots.refresh} />
      )}
    </>
  );
  if (slots.items.length === 0)
    return (
      <>
        <EmptyState
          title={`${channel.name} has no times yet`}
          action={
            canChange && (
              <Group justify="center">
                <Button loading={slots.adding} onClick={() => slots.add(DEFAULT_SLOTS.weekdays, DEFAULT_SLOTS.times)}>
                  Working days at {listed(DEFAULT_SLOTS.times)}
                </Button>
                <Button variant="default" onClick={() => setAdding([])}>
                  Choose times
                </Button>
              </Group>
            )
          }
        >
          At these times of the week the queue sends what you add to it, one post each.
        </EmptyState>
        {dialogs}
      </>
    );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text c="dimmed" fz="sm">
          {slots.items.length} {slots.items.length === 1 ? "time" : "times"} a week, in {timeZone}. They keep their wall
          time when the clocks change.
        </Text>
        {canChange && (
          <Group gap="xs">
            {others.length > 0 && (
              <Button variant="default" size="xs" leftSection={<IconCopy size={16} />} onClick={() => setCopying(true)}>
                Copy to other channels
              </Button>
            )}
            <Button size="xs" leftSection={<IconPlus size={16} />} onClick={() => setAdding([])}>
              Add times
            </Button>
          </Group>
        )}
      </Group>
      <div className={classes["week"]}>
        {WEEKDAYS.map(({ value, name }) => (
          <section
            key={value}
            aria-label={name}
            className={classes["day"]}
            data-dropping={(dragged && dragged.weekday !== value) || undefined}
            onDragOver={(event) => dragged && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged) slots.move(dragged, { weekday: value, time: dragged.time });
              setDragged(null);
            }}
          >
            <Title order={2} fz={14} className={classes["name"] ?? ""}>
              {name}
            </Title>
            <div className={classes["times"]}>
              {slots.items
                .filter(({ weekday }) => weekday === value)
                .map((slot) => (
                  <SlotChip key={slot.id} slot={slot} slots={canChange ? slots : null} onDrag={setDragged} />
                ))}
              {canChange && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  aria-label={`Add a time on ${name}`}
                  onClick={() => setAdding([value])}
                >
                  <IconPlus size={15} />
                </Button>
              )}
            </div>
          </section>
        ))}
      </div>
      {dialogs}
    </Stack>
  );
}

const listed = (times: string[]): string => new Intl.ListFormat("en-GB").format(times);
