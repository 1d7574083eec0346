"use client";
import { Skeleton, Text } from "@mantine/core";
import { momentIn } from "@/components/times";
import type { BulkPreview } from "@/server/scheduling/input";
import classes from "./bulk.module.css";

type Props = { items: BulkPreview["items"]; pending: boolean; timeZone: string };

/** When each post would go out, or why it cannot. */
export function BulkPreviewList({ items, pending, timeZone }: Props) {
  if (pending) return <Skeleton height={120} aria-busy="true" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls.
    <ul className={classes["list"]} aria-label="What would be planned" tabIndex={0}>
      {items.map(({ postId, title, times, problem }) => (
        <li key={postId}>
          <Text fz="sm" fw={550} truncate>
            {title ?? "A post that is no longer here"}
          </Text>
          {problem ? (
            <Text fz="sm" c="var(--mantine-color-error)">
              {problem}
            </Text>
          ) : (
            <Text fz="sm" c="dimmed" className="tabular">
              {times
                .map(({ dueAt, shifted }) => momentIn(dueAt, timeZone) + (shifted ? ` (${shifted})` : ""))
                .join(" · ")}
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}
