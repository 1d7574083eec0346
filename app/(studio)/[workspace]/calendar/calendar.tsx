"use client";
import { Alert } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Schedule, type ScheduleEventData, type ScheduleViewLevel } from "@mantine/schedule";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dayjs from "dayjs";
import { useState } from "react";
import { stateLabel } from "@/components/delivery/delivery-state";
import { RescheduleDialog } from "@/components/delivery/reschedule-dialog";
import { useLive } from "@/components/live";
import { momentIn, wallTimeIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";
import { showUndo } from "@/components/ui/undo-toast";
import { RULES } from "@/server/networks/rules";
import { type DeliveryState, type DeliverySummary, OPEN_STATES } from "@/server/publishing/input";

const COLORS: Partial<Record<DeliveryState, string>> = {
  published: "pine",
  failed: "red",
  needs_attention: "red",
  cancelled: "gray",
};
const canMove = (delivery: DeliverySummary | undefined) => OPEN_STATES.some((state) => state === delivery?.state);

/** Deliveries of the weeks around the shown date; the API gives at most one such window at a time. */
export function Calendar({ workspace, timeZone }: { workspace: string; timeZone: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [date, setDate] = useState(() => wallTimeIn(new Date(), timeZone).slice(0, 10));
  const [view, setView] = useState<ScheduleViewLevel>("month");
  const [chosen, setChosen] = useState<string | null>(null);
  const month = dayjs(date).startOf("month");
  const range = { from: month.subtract(8, "day").toDate(), to: month.add(1, "month").add(8, "day").toDate() };
  const options = api.deliveries.calendar.queryOptions(range, { placeholderData: keepPreviousData });
  const deliveries = useQuery(options);
  const refresh = () => queryClient.invalidateQueries(api.deliveries.calendar.queryFilter());
  useLive((message) => {
    if (message.kind === "delivery" || message.kind === "reset") void refresh();
  });

  const items = deliveries.data?.items ?? [];
  const byId = new Map(items.map((item) => [item.id, item]));
  const move = useMutation(
    api.deliveries.reschedule.mutationOptions({
      onMutate: async ({ deliveryId, at }) => {
        await queryClient.cancelQueries({ queryKey: options.queryKey });
        const before = queryClient.getQueryData(options.queryKey);
        const days = dayjs(at)
          .startOf("day")
          .diff(dayjs(byId.get(deliveryId)?.wallTime).startOf("day"), "day");
        queryClient.setQueryData(
          options.queryKey,
          (old) =>
            old && {
              ...old,
              items: old.items.map((item) =>
                item.id === deliveryId
                  ? { ...item, wallTime: at, dueAt: dayjs(item.dueAt).add(days, "day").toDate() }
                  : item,
              ),
            },
        );
        return { before };
      },
      onError: (error, _input, context) => {
        queryClient.setQueryData(options.queryKey, context?.before);
        notifications.show({ color: "red", message: error.message });
      },
      onSettled: refresh,
    }),
  );

  const drop = (delivery: DeliverySummary, day: string) => {
    const at = `${day}T${wallTimeIn(delivery.dueAt, timeZone).slice(11)}`;
    const back = wallTimeIn(delivery.dueAt, timeZone).replace(" ", "T");
    move.mutate(
      { deliveryId: delivery.id, at, timeZone, revision: delivery.revision },
      {
        onSuccess: ({ delivery: moved }) => {
          showUndo(`Moved to ${momentIn(moved.dueAt, timeZone)}`, () =>
            move.mutate({ deliveryId: delivery.id, at: back, timeZone, revision: moved.revision }),
          );
        },
      },
    );
  };

  const events: ScheduleEventData[] = items.map((delivery) => {
    const start = wallTimeIn(delivery.dueAt, timeZone);
    return {
      id: delivery.id,
      title: `${start.slice(11, 16)} ${RULES[delivery.network].name} · ${delivery.title}`,
      start,
      // A post is a moment; half an hour gives it room to be seen within its day.
      end: endOf(start),
      color: COLORS[delivery.state] ?? "blue",
      payload: {
        label: `${delivery.title}, ${RULES[delivery.network].name}, ${stateLabel(delivery.state)}, ${momentIn(delivery.dueAt, timeZone)}`,
      },
    };
  });
  const shown = chosen ? byId.get(chosen) : undefined;
  return (
    <>
      {deliveries.isError && <Alert color="red">{deliveries.error.message}</Alert>}
      {deliveries.data?.truncated && <Alert color="yellow">This month holds more posts than fit; open a week.</Alert>}
      <Schedule
        date={date}
        onDateChange={setDate}
        view={view}
        onViewChange={setView}
        events={events}
        layout="responsive"
        withAgenda
        withEventsDragAndDrop
        canDragEvent={({ id }) => canMove(byId.get(String(id)))}
        onEventDrop={({ eventId, newStart }) => {
          const delivery = byId.get(String(eventId));
          if (delivery) drop(delivery, newStart.slice(0, 10));
        }}
        onEventClick={({ id }) => setChosen(String(id))}
        // A button has no "selected" (9.6.1 says it has); the day's heading below tells which it is.
        mobileMonthViewProps={{ getDayProps: () => ({ "aria-selected": undefined }) }}
        monthViewProps={{ maxEventsPerDay: 3, consistentWeeks: false }}
        weekViewProps={{ startTime: "00:00:00", endTime: "23:59:59" }}
      />
      {shown && (
        <RescheduleDialog
          key={shown.id}
          workspace={workspace}
          delivery={shown}
          onClose={() => setChosen(null)}
          onChanged={refresh}
        />
      )}
    </>
  );
}

/** Half an hour later, but never past the day's end: an event that touches midnight would fill two days. */
function endOf(start: string): string {
  const later = dayjs(start).add(30, "minute");
  const sameDay = later.isSame(dayjs(start), "day");
  return sameDay ? later.format("YYYY-MM-DD HH:mm:ss") : `${start.slice(0, 10)} 23:59:59`;
}
