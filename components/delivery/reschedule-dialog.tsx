"use client";
import { Alert, Anchor, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { DeliveryStateBadge } from "@/components/delivery/delivery-state";
import { inBlackout } from "@/components/delivery/in-blackout";
import { WhenPicker } from "@/components/delivery/when-picker";
import { momentIn, wallTimeIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { type DeliverySummary, OPEN_STATES } from "@/server/publishing/input";

type Props = { workspace: string; delivery: DeliverySummary; onClose: () => void; onChanged: () => void };

/** One delivery: where it goes and when, and everything that may still be done about it. */
export function RescheduleDialog({ workspace, delivery, onClose, onChanged }: Props) {
  const api = useTRPC();
  const [when, setWhen] = useState({
    wallTime: wallTimeIn(delivery.dueAt, delivery.timeZone),
    timeZone: delivery.timeZone,
  });
  const finish = (message: string) => {
    notifications.show({ message });
    onChanged();
    onClose();
  };
  const reschedule = useMutation(
    api.deliveries.reschedule.mutationOptions({
      onSuccess: ({ delivery: moved, shifted }) =>
        finish(shifted ?? `Moved to ${momentIn(moved.dueAt, moved.timeZone)}.`),
    }),
  );
  const toNext = { deliveryId: delivery.id, revision: delivery.revision };
  const queued = useMutation(
    api.queue.move.mutationOptions({
      onSuccess: ({ delivery: moved, shifted }) =>
        finish(shifted ?? `Moved to ${momentIn(moved.dueAt, moved.timeZone)}.`),
    }),
  );
  const cancel = useMutation(
    api.deliveries.cancel.mutationOptions({ onSuccess: () => finish("Cancelled. The draft is still there.") }),
  );
  const open = OPEN_STATES.some((state) => state === delivery.state);
  const failed = reschedule.error ?? queued.error ?? cancel.error;
  return (
    <Modal opened onClose={onClose} title={delivery.title} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        <Group gap="sm">
          <DeliveryStateBadge state={delivery.state} />
          <Text fz="sm" c="dimmed">
            {delivery.channelName} · {momentIn(delivery.dueAt, delivery.timeZone)} ({delivery.timeZone})
          </Text>
        </Group>
        {delivery.failure && <Alert color="red">{delivery.failure.message}</Alert>}
        {failed && (
          <Alert color={inBlackout(failed) ? "yellow" : "red"} role="alert">
            {failed.message}
          </Alert>
        )}
        {open && <NextFree delivery={delivery} busy={queued.isPending} onMove={() => queued.mutate(toNext)} />}
        {open && <WhenPicker value={when} onChange={setWhen} />}
        <Group justify="space-between">
          <Group gap="md">
            <Anchor component={Link} href={`/${workspace}/posts/${delivery.postId}`} fz="sm">
              Open the draft
            </Anchor>
            {delivery.url && (
              <Anchor href={delivery.url} fz="sm">
                See it live
              </Anchor>
            )}
          </Group>
          {open && (
            <Group gap="sm">
              <Button
                variant="subtle"
                color="red"
                loading={cancel.isPending}
                onClick={() => cancel.mutate({ deliveryId: delivery.id })}
              >
                Cancel post
              </Button>
              <Button
                loading={reschedule.isPending}
                onClick={() =>
                  reschedule.mutate({
                    deliveryId: delivery.id,
                    at: when.wallTime.replace(" ", "T"),
                    timeZone: when.timeZone,
                    revision: delivery.revision,
                    // Asked once already, and told of the quiet days.
                    allowBlackout: inBlackout(reschedule.error),
                  })
                }
              >
                {inBlackout(reschedule.error) ? "Move all the same" : "Move"}
              </Button>
            </Group>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** The next time of the channel's queue with nothing in it; nothing when the queue has no times. */
function NextFree({ delivery, busy, onMove }: { delivery: DeliverySummary; busy: boolean; onMove: () => void }) {
  const api = useTRPC();
  const free = useQuery(api.slots.nextFree.queryOptions({ channelId: delivery.channelId, count: 1 }));
  const [next] = free.data?.items ?? [];
  if (!next) return null;
  return (
    <Button variant="default" loading={busy} onClick={onMove}>
      To the next free time: {momentIn(next.dueAt, next.timeZone)}
    </Button>
  );
}
