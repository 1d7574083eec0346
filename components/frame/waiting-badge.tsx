"use client";
import { Badge, VisuallyHidden } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { useWaiting } from "@/components/delivery/use-waiting";

/** How much waits for a person, as it happens; nothing when nothing does. */
export function WaitingBadge() {
  // The frame is drawn before the page brings what it read: a question asked here first would keep that from showing.
  return useMounted() ? <Count /> : null;
}

function Count() {
  const { count, more } = useWaiting();
  if (count === 0) return null;
  return (
    <Badge size="sm" color="red" variant="light" radius="sm" className="tabular">
      {count}
      {more && "+"}
      <VisuallyHidden> waiting</VisuallyHidden>
    </Badge>
  );
}
