"use client";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLive } from "@/components/live";
import { momentIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { showUndo } from "@/components/ui/undo-toast";
import type { DeliverySummary } from "@/server/publishing/input";
import { daysOf } from "./entries";

/** How far ahead the list goes; the API gives at most 100 days and 2,000 posts. */
const DAYS = 90;
const FREE = 50;
const MINUTE_MS = 60_000;

/** A channel's posts and free times, and what may be done with them; every change shows before it is answered. */
export function useQueue(channelId: string, timeZone: string) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [range] = useState(() => {
    const from = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS);
    return { from, to: new Date(from.getTime() + DAYS * 24 * 60 * MINUTE_MS) };
  });
  const planned = api.deliveries.calendar.queryOptions({ ...range, channelId });
  const deliveries = useQuery(planned);
  const free = useQuery(api.slots.nextFree.queryOptions({ channelId, count: FREE }));
  const slots = useQuery(api.slots.list.queryOptions({ channelId }));
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(api.deliveries.calendar.pathFilter()),
      queryClient.invalidateQueries(api.slots.nextFree.pathFilter()),
    ]);
  useLive((message) => {
    if (message.kind === "delivery" || message.kind === "reset") void refresh();
  });
  /** Shows a post at another time at once; gives what was shown before. */
  const show = async (deliveryId: string, dueAt: Date | null) => {
    await queryClient.cancelQueries(planned);
    const before = queryClient.getQueryData(planned.queryKey);
    queryClient.setQueryData(planned.queryKey, (old) => {
      if (!old) return old;
      const items = dueAt
        ? old.items.map((item) => (item.id === deliveryId ? { ...item, dueAt } : item))
        : old.items.filter(({ id }) => id !== deliveryId);
      return { ...old, items };
    });
    return { before };
  };
  const settle = {
    onError: (error: { message: string }, _input: unknown, context: { before: typeof deliveries.data } | undefined) => {
      queryClient.setQueryData(planned.queryKey, context?.before);
      notifications.show({ color: "red", message: error.message });
    },
    onSettled: refresh,
  };
  const back = useMutation(api.deliveries.reschedule.mutationOptions({ onSettled: refresh }));
  const again = useMutation(api.deliveries.schedule.mutationOptions({ onSettled: refresh }));
  const move = useMutation(
    api.queue.move.mutationOptions({
      ...settle,
      onMutate: ({ deliveryId, to }) => show(deliveryId, to instanceof Date ? to : null),
    }),
  );
  const cancel = useMutation(
    api.deliveries.cancel.mutationOptions({ ...settle, onMutate: ({ deliveryId }) => show(deliveryId, null) }),
  );
  const shuffle = useMutation(
    api.queue.shuffle.mutationOptions({
      onSuccess: ({ moved }) =>
        notifications.show({
          message: moved === 0 ? "Nothing to shuffle." : `${moved} posts have changed places.`,
        }),
      onError: (error) => notifications.show({ color: "red", message: error.message }),
      onSettled: refresh,
    }),
  );
  return {
    days: daysOf(deliveries.data?.items ?? [], free.data?.items ?? [], timeZone),
    free: free.data?.items ?? [],
    hasSlots: slots.data ? slots.data.items.length > 0 : null,
    truncated: deliveries.data?.truncated ?? false,
    isPending: deliveries.isPending || free.isPending || slots.isPending,
    error: deliveries.error ?? free.error ?? slots.error,
    refresh,
    /** To the free time `to`. */
    move: (delivery: DeliverySummary, to: Date) =>
      move.mutate(
        { deliveryId: delivery.id, revision: delivery.revision, to },
        {
          onSuccess: ({ delivery: moved, shifted }) =>
            showUndo(shifted ?? `Moved to ${momentIn(moved.dueAt, timeZone)}`, () =>
              back.mutate({
                deliveryId: delivery.id,
                at: delivery.dueAt.toISOString(),
                timeZone: delivery.timeZone,
                revision: moved.revision,
              }),
            ),
        },
      ),
    remove: ({ id, postId, channelId: where, dueAt, timeZone: zone }: DeliverySummary) =>
      cancel.mutate(
        { deliveryId: id },
        {
          onSuccess: () =>
            showUndo("Taken out of the queue. The draft is still there.", () =>
              again.mutate({ postId, channelIds: [where], at: dueAt.toISOString(), timeZone: zone }),
            ),
        },
      ),
    shuffle: () => shuffle.mutate({ channelId }),
    shuffling: shuffle.isPending,
  };
}

/** What the list of a queue can do. */
export type Queue = ReturnType<typeof useQueue>;
