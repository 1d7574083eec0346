"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAnswered } from "@/components/delivery/answers";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import type { DeliverySummary } from "@/server/publishing/input";

/** The oldest of what waits; more show up as these are answered. */
const WAITING = { state: "waiting", limit: 100 } as const;

const HOUR_MS = 3_600_000;
/** What was looked at ahead: the next day, from the hour that runs. */
function soon() {
  const from = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS);
  return { from, to: new Date(from.getTime() + 25 * HOUR_MS) };
}
/** What is wrong with a channel is said once, for the channel. */
const OF_CHANNEL = ["reconnect", "sign_in_ends"];
/** What keeps a post from going out as it is. */
export const errorsOf = ({ risks }: DeliverySummary) =>
  risks.filter(({ severity, code }) => severity === "error" && !OF_CHANNEL.includes(code));

/** Everything that waits for a person: deliveries, oldest first, channels to connect again, and what will not go out as it is. */
export function useWaiting() {
  const api = useTRPC();
  const answered = useAnswered();
  const list = useQuery(api.deliveries.list.queryOptions(WAITING));
  const channels = useQuery(api.channels.list.queryOptions());
  const [range] = useState(soon);
  const planned = useQuery(api.deliveries.calendar.queryOptions(range));
  const risky = planned.data?.items.filter((delivery) => errorsOf(delivery).length > 0) ?? [];
  const waiting = list.data?.items.filter(({ id }) => !answered.has(id)) ?? [];
  const lost = channels.data?.filter(({ health }) => health === "reconnect") ?? [];
  return {
    deliveries: waiting,
    channels: lost,
    risky,
    count: waiting.length + lost.length + risky.length,
    /** There are more than shown. */
    more: list.data ? list.data.nextCursor !== null : false,
    isPending: list.isPending || channels.isPending || planned.isPending,
    error: list.error ?? channels.error ?? planned.error,
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
    if (message.kind === "reset" || message.kind === "notification")
      void queryClient.invalidateQueries(api.deliveries.calendar.pathFilter(), { cancelRefetch: false });
    if (message.kind === "reset" || message.kind === "channel")
      void queryClient.invalidateQueries(api.channels.list.queryFilter(), { cancelRefetch: false });
  });
}

/** Reads again what waits, after a change. */
export function useRefreshWaiting(): () => void {
  const api = useTRPC();
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries(api.deliveries.pathFilter());
}

const starts = (state: string): boolean => state === "needs_attention" || state === "failed";
