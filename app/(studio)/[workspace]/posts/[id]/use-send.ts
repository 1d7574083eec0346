"use client";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { momentIn, zoneName } from "@/components/times";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import type { RenditionDraft } from "./draft/rendition-draft";

type Sending =
  | { kind: "now"; channelIds: string[] }
  | { kind: "at"; at: string; timeZone: string; channelIds: string[] };
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
      const { channelIds } = sending;
      if (sending.kind === "now") return client.deliveries.publishNow.mutate({ postId, channelIds });
      const { at, timeZone } = sending;
      return client.deliveries.schedule.mutate({ postId, channelIds, at, timeZone });
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
    },
  });
}
