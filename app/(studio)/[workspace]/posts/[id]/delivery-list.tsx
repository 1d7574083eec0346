"use client";
import { Alert, Skeleton, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { RescheduleDialog } from "@/components/delivery/reschedule-dialog";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { Surface } from "@/components/ui/surface";
import { type NetworkId, RULES } from "@/server/networks/rules";
import type { DeliverySummary } from "@/server/publishing/input";
import { DeliveryRow } from "./delivery-row";
import classes from "./editor.module.css";

type Props = { workspace: string; postId: string; network: NetworkId; timeZone: string; canChange: boolean };

/** Where this text is going and has gone, as it happens. */
export function DeliveryList({ workspace, postId, network, timeZone, canChange }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const list = useQuery(api.deliveries.list.queryOptions({ postId }));
  const [moving, setMoving] = useState<DeliverySummary | null>(null);
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(api.deliveries.list.queryFilter({ postId })),
      queryClient.invalidateQueries(api.deliveries.get.pathFilter()),
    ]);
  useLive((message) => {
    if (message.kind === "reset" || (message.kind === "delivery" && message.postId === postId)) void refresh();
  });
  if (list.isPending) return <Skeleton height={72} radius="lg" />;
  if (list.isError) return <Alert color="red">{list.error.message}</Alert>;
  const own = list.data.items.filter((delivery) => delivery.network === network);
  return (
    <Surface p="md">
      {own.length === 0 ? (
        <Text fz="sm" c="dimmed">
          Not planned for {RULES[network].name} yet.
        </Text>
      ) : (
        <ul className={classes["deliveries"]} aria-label="Deliveries">
          {own.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              timeZone={timeZone}
              canChange={canChange}
              onMove={() => setMoving(delivery)}
              onChanged={() => void refresh()}
            />
          ))}
        </ul>
      )}
      {moving && (
        <RescheduleDialog
          workspace={workspace}
          delivery={moving}
          onClose={() => setMoving(null)}
          onChanged={() => void refresh()}
        />
      )}
    </Surface>
  );
}
