"use client";
import { Button, Group, Text } from "@mantine/core";
import { LIMITS } from "@/server/scheduling/input";
import classes from "./bulk.module.css";

type Props = { count: number; onSchedule: () => void; onClear: () => void };

/** Stays in sight while posts are chosen: how many, and what can be done with them. */
export function SelectionBar({ count, onSchedule, onClear }: Props) {
  const tooMany = count > LIMITS.bulkPosts;
  return (
    <section className={classes["bar"]} aria-label="Chosen posts">
      <Text fz="sm" aria-live="polite">
        <b>{count}</b> chosen{tooMany && `, at most ${LIMITS.bulkPosts} at once`}
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
          Clear
        </Button>
        <Button size="xs" disabled={tooMany} onClick={onSchedule}>
          Schedule
        </Button>
      </Group>
    </section>
  );
}
