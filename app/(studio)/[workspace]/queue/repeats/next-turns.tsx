"use client";
import { Alert, Button, Group, Skeleton, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import classes from "@/app/(studio)/[workspace]/queue/queue.module.css";
import { DeliveryStateBadge } from "@/components/delivery/delivery-state";
import { momentIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";

type Props = {
  workspace: string;
  recurrenceId: string;
  timeZone: string;
  canChange: boolean;
  onChanged: () => void;
};

/** Turns on screen; the API gives up to 50. */
const SHOWN = 12;

/** When a recurrence goes out next; each turn can be left out. */
export function NextTurns({ workspace, recurrenceId, timeZone, canChange, onChanged }: Props) {
  const api = useTRPC();
  const detail = useQuery(api.recurrences.get.queryOptions({ recurrenceId }));
  const skip = useMutation(
    api.recurrences.skip.mutationOptions({
      onError: (error) => notifications.show({ color: "red", message: error.message }),
      onSettled: onChanged,
    }),
  );
  if (detail.isPending) return <Skeleton height={90} mt="sm" />;
  if (detail.isError)
    return (
      <Alert color="red" mt="sm">
        {detail.error.message}
      </Alert>
    );
  if (detail.data.next.length === 0)
    return (
      <Text fz="sm" c="dimmed" mt="sm">
        No turn is left.
      </Text>
    );
  return (
    <ul className={classes["turns"]} aria-label="Next turns">
      {detail.data.next.slice(0, SHOWN).map(({ occurrence, dueAt, skipped, shifted, blackout, deliveries, postId }) => {
        const [delivery] = deliveries;
        const note = skipped ? "Left out" : (blackout ?? shifted);
        return (
          <li key={occurrence}>
            <time dateTime={dueAt.toISOString()}>{momentIn(dueAt, timeZone)}</time>
            <Group gap="xs" flex={1} justify="flex-end">
              {note && (
                <Text fz="sm" c="dimmed">
                  {note}
                </Text>
              )}
              {delivery && <DeliveryStateBadge state={delivery.state} />}
              {postId && (
                <Link href={`/${workspace}/posts/${postId}`} className={classes["open"] ?? ""}>
                  Open the post
                </Link>
              )}
              {canChange && !skipped && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  loading={skip.isPending && skip.variables.occurrence === occurrence}
                  aria-label={`Leave out ${momentIn(dueAt, timeZone)}`}
                  onClick={() => skip.mutate({ recurrenceId, occurrence })}
                >
                  Leave out
                </Button>
              )}
            </Group>
          </li>
        );
      })}
    </ul>
  );
}
