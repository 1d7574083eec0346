"use client";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showUndo } from "@/components/ui/undo-toast";
import type { Slot } from "@/server/scheduling/input";
import { weekdayName } from "./weekdays";

const inOrder = (a: Slot, b: Slot) => a.weekday - b.weekday || a.time.localeCompare(b.time);

/** The times of a channel's week; every change shows before it is answered and can be taken back. */
export function useSlots(channelId: string) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const options = api.slots.list.queryOptions({ channelId });
  const list = useQuery(options);
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(api.slots.pathFilter()),
      queryClient.invalidateQueries(api.deliveries.calendar.pathFilter()),
    ]);
  const show = async (change: (items: Slot[]) => Slot[]) => {
    await queryClient.cancelQueries(options);
    const before = queryClient.getQueryData(options.queryKey);
    queryClient.setQueryData(options.queryKey, (old) => old && { ...old, items: change(old.items).sort(inOrder) });
    return { before };
  };
  const settle = {
    onError: (error: { message: string }, _input: unknown, context: { before: typeof list.data } | undefined) => {
      if (context) queryClient.setQueryData(options.queryKey, context.before);
      notifications.show({ color: "red", message: error.message });
    },
    onSettled: refresh,
  };
  const add = useMutation(api.slots.add.mutationOptions({ onError: settle.onError, onSettled: refresh }));
  const move = useMutation(
    api.slots.move.mutationOptions({
      ...settle,
      onMutate: ({ slotId, weekday, time }) =>
        show((items) => items.map((slot) => (slot.id === slotId ? { ...slot, weekday, time } : slot))),
    }),
  );
  const remove = useMutation(
    api.slots.remove.mutationOptions({
      ...settle,
      onMutate: ({ slotId }) => show((items) => items.filter(({ id }) => id !== slotId)),
    }),
  );
  return {
    items: list.data?.items ?? [],
    isPending: list.isPending,
    error: list.error,
    refresh,
    add: (weekdays: number[], times: string[]) => add.mutate({ channelId, weekdays, times }),
    adding: add.isPending,
    move: (slot: Slot, to: { weekday: number; time: string }) => {
      if (to.weekday === slot.weekday && to.time === slot.time) return;
      move.mutate(
        { slotId: slot.id, ...to },
        {
          onSuccess: ({ stays }) =>
            showUndo(`Moved to ${weekdayName(to.weekday)}, ${to.time}.${staying(stays)}`, () =>
              move.mutate({ slotId: slot.id, weekday: slot.weekday, time: slot.time }),
            ),
        },
      );
    },
    remove: ({ id, weekday, time }: Slot) =>
      remove.mutate(
        { slotId: id },
        {
          onSuccess: ({ stays }) =>
            showUndo(`${weekdayName(weekday)}, ${time} is removed.${staying(stays)}`, () =>
              add.mutate({ channelId, weekdays: [weekday], times: [time] }),
            ),
        },
      ),
  };
}

/** What happens to the posts planned at a time that is no more. */
export const staying = (stays: number): string =>
  stays === 0 ? "" : ` ${stays} ${stays === 1 ? "post stays" : "posts stay"} planned at the old time.`;

export type Slots = ReturnType<typeof useSlots>;
