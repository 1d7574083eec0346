"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useAnswered } from "@/components/delivery/answers";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";

/** The oldest of what waits; more show up as these are answered. */
const WAITING = { state: "waiting", limit: 100 } as const;

/** Everything that waits for a person: deliveries, oldest first, and channels to connect again. */
export function useWaiting() {
  const api = useTRPC();
  const answered = useAnswered();
  const list = useQuery(api.deliveries.list.queryOptions(WAITING));
  const channels = useQuery(api.channels.list.queryOptions());
  return {
    deliveries: list.data?.items.filter(({ id }) => !answered.has(id)) ?? [],
    channels: channels.data?.filter(({ health }) => health === "reconnect") ?? [],
    /** There are more than shown. */
    more: list.data ? list.data.nextCursor !== null : false,
    isPending: list.isPending || channels.isPending,
    error: list.error ?? channels.error,
  };
}

/** Keeps what waits fresh while it is on screen; the frame calls it once for all that show it. */
export function useWaitingLive(): void {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const waiting = api.deliveries.list.queryOptions(WAITING);
  const isKnown = (id: string) => queryClient.getQueryData(waiting.queryKey)?.items.some((item) => item.id === id);
  useLive((message) => {
    // A burst of posts that go out well is none of its business.
    if (message.kind === "reset" || (message.kind === "delivery" && (starts(message.state) || isKnown(message.id))))
      void queryClient.invalidateQueries(waiting);
    if (message.kind === "reset" || message.kind === "channel")
      void queryClient.invalidateQueries(api.channels.list.queryFilter(), { cancelRefetch: false });
  });
}

const starts = (state: string): boolean => state === "needs_attention" || state === "failed";
