"use client";
import { Group, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { dollarsOf } from "@/components/money";
import type { UsageDays } from "@/server/usage/input";
import classes from "./day-chart.module.css";

const HEIGHT = 160;
const WIDTH = 1_000;
/** Of the place a day has. */
const BAR = 0.72;

/** Cost by day as bars; for who cannot see them, as a table. */
export function DayChart({ days }: { days: UsageDays["items"] }) {
  const [shown, setShown] = useState<number | null>(null);
  const top = Math.max(...days.map(({ costMicros }) => costMicros), 0);
  const step = WIDTH / days.length;
  const first = days[0];
  const last = days.at(-1);
  const chosen = shown === null ? undefined : days[shown];
  if (top === 0) return <Text c="dimmed">Nothing has cost anything in this time.</Text>;
  return (
    <div>
      <Text fz="sm" c="dimmed" mb="xs" className="tabular" aria-hidden>
        {chosen
          ? `${dayName(chosen.day)}: ${dollarsOf(chosen.costMicros)}, ${chosen.calls} ${chosen.calls === 1 ? "call" : "calls"}`
          : `The costliest day came to ${dollarsOf(top)}`}
      </Text>
      <svg
        className={classes["chart"]}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerLeave={() => setShown(null)}
      >
        {days.map(({ day, costMicros }, at) => {
          const height = costMicros === 0 ? 0 : Math.max(3, (costMicros / top) * (HEIGHT - 8));
          return (
            <g key={day} className={classes["column"]} onPointerEnter={() => setShown(at)}>
              <rect className={classes["hit"]} x={at * step} y={0} width={step} height={HEIGHT} />
              <rect
                className={classes["bar"]}
                x={at * step + (step * (1 - BAR)) / 2}
                y={HEIGHT - height}
                width={step * BAR}
                height={height}
              />
            </g>
          );
        })}
        <line
          className={classes["ground"]}
          x1={0}
          x2={WIDTH}
          y1={HEIGHT}
          y2={HEIGHT}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <Group justify="space-between" mt={6} aria-hidden>
        <Text fz="xs" c="dimmed">
          {first && dayName(first.day)}
        </Text>
        <Text fz="xs" c="dimmed">
          {last && dayName(last.day)}
        </Text>
      </Group>
      <VisuallyHidden>
        <table>
          <caption>Cost by day</caption>
          <tbody>
            {days
              .filter(({ calls }) => calls > 0)
              .map(({ day, costMicros, calls }) => (
                <tr key={day}>
                  <th scope="row">{dayName(day)}</th>
                  <td>{dollarsOf(costMicros)}</td>
                  <td>{calls} calls</td>
                </tr>
              ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </div>
  );
}

const dayName = (day: string): string =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
