"use client";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { momentIn, zoneName } from "@/components/times";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import type { RenditionDraft } from "./draft/rendition-draft";

type Sending = { channelIds: string[]; allowBlackout?: boolean } & (
  | { kind: "now" }
  /** At the next free time of each channel's queue. */
  | { kind: "queue" }
  | { kind: "at"; at: string; timeZone: string }
);
type Options = { postId: string; store: RenditionDraft; onSent: () => void };

/** Schedules what is on screen: the last words are saved first, so that nobody sends an older text. */
export function useSend({ postId, store, onSent }: Options) {
  const api = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (sending: Sending) => {
      if (!(await store.flush()))
        throw new Error("Your last words are not saved yet, so nothing was scheduled. Try again when they are.");
      const { channelIds, allowBlackout = false } = sending;
      if (sending.kind === "now") return client.deliveries.publishNow.mutate({ postId, channelIds, allowBlackout });
      if (sending.kind === "queue") {
        const { deliveries, shifted } = await client.queue.add.mutate({ postId, channelIds });
        return { deliveries, shifted: shifted.join(" ") || null };
      }
      const { at, timeZone } = sending;
      return client.deliveries.schedule.mutate({ postId, channelIds, at, timeZone, allowBlackout });
    },
    onSuccess: ({ deliveries, shifted }, { kind }) => {
      const [first] = deliveries;
      const when = first ? `${momentIn(first.dueAt, first.timeZone)} ${zoneName(first.dueAt, first.timeZone)}` : "";
      notifications.show({ message: shifted ?? (kind === "now" ? "It is on its way." : `Goes out ${when}.`) });
      onSent();
    },
    onSettled: async () => {
      await queryClient.invalidateQueries(api.deliveries.list.queryFilter({ postId }));
      await queryClient.invalidateQueries(api.posts.list.pathFilter());
      await queryClient.invalidateQueries(api.slots.nextFree.pathFilter());
    },
  });
}
