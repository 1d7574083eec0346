import type { DeliverySummary } from "@/server/publishing/input";

/** Deliveries that wait for the same kind of answer. */
export type Group = { id: string; title: string; help: string; items: DeliverySummary[] };

const KINDS = [
  {
    id: "unclear",
    title: "Did these go out?",
    help: "No answer came from the network. Look there, then say which it is.",
    holds: ({ failure }: DeliverySummary) => failure?.code === "cannot_tell",
  },
  {
    id: "reconnect",
    title: "Waiting for their channel",
    help: "Connect the channel again, then send these again.",
    holds: ({ failure }: DeliverySummary) => failure?.code === "reconnect",
  },
  {
    id: "refused",
    title: "Refused",
    help: "The network said no. Mend the post, then send it again.",
    holds: ({ state }: DeliverySummary) => state === "failed",
  },
  { id: "held", title: "Not sent in time", help: "Send them now, or leave them.", holds: () => true },
] as const;

/** What waits, by the kind of answer it needs; within a group the order stays. */
export function groupsOf(deliveries: DeliverySummary[]): Group[] {
  const kindOf = (delivery: DeliverySummary) => KINDS.find(({ holds }) => holds(delivery))?.id;
  const byKind = Map.groupBy(deliveries, kindOf);
  return KINDS.flatMap(({ id, title, help }) => {
    const items = byKind.get(id);
    return items ? [{ id, title, help, items }] : [];
  });
}
