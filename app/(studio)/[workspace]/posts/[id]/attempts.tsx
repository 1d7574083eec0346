"use client";
import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import type { DeliveryDetail } from "@/server/publishing/input";
import classes from "./editor.module.css";

type Attempt = DeliveryDetail["attempts"][number];

const CAME_TO: Record<NonNullable<Attempt["outcome"]>, string> = {
  published: "it is live",
  absent: "it was not there",
  rejected: "the network refused it",
  rate_limited: "the network asked us to wait",
  unavailable: "the network was not available; nothing was sent",
  auth_expired: "the channel has to be connected again",
  unknown: "no clear answer came",
};

/** Every try of a delivery, in a person's words. */
export function Attempts({ deliveryId, timeZone }: { deliveryId: string; timeZone: string }) {
  const api = useTRPC();
  const detail = useQuery(api.deliveries.get.queryOptions({ deliveryId }));
  if (detail.isPending) return <Skeleton height={40} mt={8} />;
  if (detail.isError) return <Text fz="sm">{detail.error.message}</Text>;
  const { attempts, parts } = detail.data;
  if (attempts.length === 0)
    return (
      <Text fz="sm" c="dimmed" mt={8}>
        Nothing was sent yet.
      </Text>
    );
  const exact = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    dateStyle: "medium",
    timeStyle: "medium",
  });
  return (
    <ol className={classes["attempts"]}>
      {attempts.map((attempt) => (
        <li key={attempt.id}>
          <time dateTime={attempt.startedAt.toISOString()}>{exact.format(attempt.startedAt)}</time>
          {parts.length > 1 ? `, part ${attempt.part + 1}` : ""}: {attempt.kind === "publish" ? "sent; " : "looked; "}
          {attempt.outcome ? CAME_TO[attempt.outcome] : "still waiting for an answer"}
          {attempt.message ? ` (${attempt.message})` : ""}
        </li>
      ))}
    </ol>
  );
}
