import { Badge } from "@mantine/core";
import type { DeliveryState } from "@/server/publishing/input";

const SAID: Record<DeliveryState, { label: string; color: string }> = {
  scheduled: { label: "Scheduled", color: "blue" },
  preparing: { label: "Preparing", color: "blue" },
  ready: { label: "Scheduled", color: "blue" },
  claimed: { label: "Going out", color: "blue" },
  sending: { label: "Going out", color: "blue" },
  unknown: { label: "Checking", color: "yellow" },
  published: { label: "Published", color: "pine" },
  failed: { label: "Refused", color: "red" },
  cancelled: { label: "Cancelled", color: "gray" },
  needs_attention: { label: "Needs you", color: "red" },
};

/** A delivery's state in a person's words. */
export const stateLabel = (state: DeliveryState): string => SAID[state].label;

/** A delivery's state as a mark. */
export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  const { label, color } = SAID[state];
  return (
    <Badge color={color} variant="light" radius="sm">
      {label}
    </Badge>
  );
}
