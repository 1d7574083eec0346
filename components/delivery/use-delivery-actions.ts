"use client";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showUndo } from "@/components/ui/undo-toast";
import type { DeliverySummary } from "@/server/publishing/input";

/** What a person may do to a delivery; `onChanged` reads again what is on screen. */
export function useDeliveryActions(delivery: DeliverySummary, onChanged: () => void) {
  const api = useTRPC();
  const settle = {
    onError: (error: { message: string }) => notifications.show({ color: "red", message: error.message }),
    onSettled: onChanged,
  };
  const deliveryId = delivery.id;
  const again = useMutation(api.deliveries.schedule.mutationOptions(settle));
  const cancel = useMutation(
    api.deliveries.cancel.mutationOptions({
      ...settle,
      onSuccess: () => {
        const { postId, channelId, dueAt, timeZone } = delivery;
        showUndo("Cancelled. The draft is still there.", () =>
          again.mutate({ postId, channelIds: [channelId], at: dueAt.toISOString(), timeZone }),
        );
      },
    }),
  );
  const move = useMutation(api.deliveries.reschedule.mutationOptions(settle));
  const resolve = useMutation(api.deliveries.resolve.mutationOptions(settle));
  return {
    cancel: () => cancel.mutate({ deliveryId }),
    answer: (answer: "it_is_live" | "send_again") => resolve.mutate({ deliveryId, answer }),
    publishNow: () => move.mutate({ deliveryId, at: "now", revision: delivery.revision }),
    busy: cancel.isPending || move.isPending || resolve.isPending || again.isPending,
  };
}
