"use client";
import { Group, Skeleton, Switch, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import classes from "@/components/delivery/delivery-log.module.css";
import { lateness, tellLog } from "@/components/delivery/tell-log";
import { clockIn, dayIn } from "@/components/times";
import { useTRPC } from "@/components/trpc";

/** Everything that was tried for a delivery, in plain words; to the millisecond when asked. */
export function DeliveryLog({ deliveryId, timeZone }: { deliveryId: string; timeZone: string }) {
  const api = useTRPC();
  const [exact, setExact] = useState(false);
  const detail = useQuery(api.deliveries.get.queryOptions({ deliveryId }));
  if (detail.isPending) return <Skeleton height={40} mt={8} />;
  if (detail.isError) return <Text fz="sm">{detail.error.message}</Text>;
  const lines = tellLog(detail.data);
  const { dueAt, attempts } = detail.data;
  const [first] = attempts;
  if (!first)
    return (
      <Text fz="sm" c="dimmed" mt={8}>
        Nothing was sent yet.
      </Text>
    );
  return (
    <>
      <ol className={classes["log"]} aria-label="What happened">
        {lines.map(({ key, at, text, note, url, tone }, index) => {
          const day = dayIn(at, timeZone);
          const before = lines[index - 1];
          return (
            <Fragment key={key}>
              {(!before || dayIn(before.at, timeZone) !== day) && <li className={classes["day"]}>{day}</li>}
              <li className={classes["line"]} data-tone={tone}>
                <time dateTime={at.toISOString()}>{clockIn(at, timeZone, exact)}</time>
                <span>
                  {text}
                  {url && (
                    <>
                      {" · "}
                      <a href={url} target="_blank" rel="noopener" className={classes["link"]}>
                        see it
                      </a>
                    </>
                  )}
                </span>
                {note && <span className={classes["note"]}>{note}</span>}
              </li>
            </Fragment>
          );
        })}
      </ol>
      <Group justify="space-between" gap="xs">
        <Switch
          size="xs"
          label="To the millisecond"
          checked={exact}
          onChange={(event) => setExact(event.currentTarget.checked)}
        />
        {exact && (
          <Text fz="xs" c="dimmed" className="tabular">
            First sent {lateness(dueAt, first.startedAt) ?? "before its time"} ({clockIn(dueAt, timeZone, true)})
          </Text>
        )}
      </Group>
    </>
  );
}
