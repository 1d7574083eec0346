"use client";
import { Anchor, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { DeliveryLog } from "@/components/delivery/delivery-log";
import { DeliveryStateBadge } from "@/components/delivery/delivery-state";
import { useDeliveryActions } from "@/components/delivery/use-delivery-actions";
import { useUntil } from "@/components/delivery/use-until";
import { momentIn, zoneName } from "@/components/times";
import { type DeliverySummary, OPEN_STATES } from "@/server/publishing/input";

type Props = {
  delivery: DeliverySummary;
  timeZone: string;
  canChange: boolean;
  onMove: () => void;
  onChanged: () => void;
};

/** One delivery: where, when, how it stands, and what a person may do about it now. */
export function DeliveryRow({ delivery, timeZone, canChange, onMove, onChanged }: Props) {
  const [told, setTold] = useState(false);
  const open = OPEN_STATES.some((state) => state === delivery.state);
  const until = useUntil(open ? delivery.dueAt : null);
  const act = useDeliveryActions(delivery, onChanged);
  const at = delivery.publishedAt ?? delivery.dueAt;
  const stuck = delivery.state === "needs_attention";
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text fz="sm" fw={600} truncate>
          {delivery.channelName}
        </Text>
        <span aria-live="polite">
          <DeliveryStateBadge state={delivery.state} />
        </span>
      </Group>
      <Text fz="sm" c="dimmed" className="tabular">
        <time dateTime={at.toISOString()}>
          {momentIn(at, timeZone)} {zoneName(at, timeZone)}
        </time>
        {until && ` · ${until}`}
      </Text>
      {delivery.failure && (
        <Text fz="sm" c="var(--mantine-color-error)" mt={4}>
          {delivery.failure.message}
        </Text>
      )}
      {delivery.risks.map(({ code, severity, message }) => (
        <Text key={code} fz="sm" c={severity === "error" ? "var(--mantine-color-error)" : "dimmed"} mt={4}>
          {message}
        </Text>
      ))}
      <Group gap="xs" mt={6}>
        {delivery.url && (
          <Anchor href={delivery.url} target="_blank" rel="noopener" fz="sm">
            See it live
          </Anchor>
        )}
        {canChange && open && (
          <>
            <Button size="compact-xs" variant="default" onClick={onMove}>
              Reschedule
            </Button>
            <Button size="compact-xs" variant="default" disabled={act.busy} onClick={act.publishNow}>
              Send now
            </Button>
            <Button size="compact-xs" variant="subtle" color="red" disabled={act.busy} onClick={act.cancel}>
              Cancel
            </Button>
          </>
        )}
        {canChange && stuck && (
          <Button size="compact-xs" variant="default" disabled={act.busy} onClick={() => act.answer("it_is_live")}>
            It is live
          </Button>
        )}
        {canChange && (stuck || delivery.state === "failed") && (
          <Button size="compact-xs" variant="default" disabled={act.busy} onClick={() => act.answer("send_again")}>
            Send again
          </Button>
        )}
        {(delivery.failure || (delivery.state !== "scheduled" && delivery.state !== "cancelled")) && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-expanded={told}
            onClick={() => setTold((now) => !now)}
          >
            {told ? "Hide what happened" : "What happened?"}
          </Button>
        )}
      </Group>
      {told && <DeliveryLog deliveryId={delivery.id} timeZone={timeZone} />}
    </li>
  );
}
