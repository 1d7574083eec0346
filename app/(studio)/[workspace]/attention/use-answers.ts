"use client";
import { useQueryClient } from "@tanstack/react-query";
import { answerSoon } from "@/components/delivery/answers";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import type { DeliverySummary } from "@/server/publishing/input";

/** "it is live" and "send again" as the API knows them; left, it is cancelled and its draft stays. */
export type Answer = "it_is_live" | "send_again" | "leave";

const SAID: Record<Answer, (items: DeliverySummary[]) => string> = {
  it_is_live: () => "Noted: it is live.",
  send_again: ({ length }) => (length === 1 ? "Sending it again." : `Sending ${length} posts again.`),
  leave: ({ length }) =>
    length === 1 ? "Left. Its draft is still there." : `Left ${length}. The drafts are still there.`,
};

/** Answers for what waits: gone from the list at once, given after a moment in which it can be taken back. */
export function useAnswers(): (items: DeliverySummary[], answer: Answer) => void {
  const api = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const giveOne = (deliveryId: string, answer: Answer) =>
    answer === "leave"
      ? client.deliveries.cancel.mutate({ deliveryId })
      : client.deliveries.resolve.mutate({ deliveryId, answer });
  return (items, answer) =>
    answerSoon(
      items.map(({ id }) => id),
      SAID[answer](items),
      async () => {
        try {
          // One after the other: the ledger takes one answer at a time anyway.
          for (const { id } of items) await giveOne(id, answer);
        } finally {
          await Promise.all([
            queryClient.invalidateQueries(api.deliveries.pathFilter()),
            queryClient.invalidateQueries(api.posts.list.pathFilter()),
          ]);
        }
      },
    );
}
