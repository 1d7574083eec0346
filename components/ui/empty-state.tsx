import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/ui/surface.module.css";

/** Says what would be here and what to do about it. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <Stack className={classes["empty"]} align="center" gap="sm">
      <Text fw={600} fz="lg">
        {title}
      </Text>
      <Text c="dimmed" ta="center" maw={440}>
        {children}
      </Text>
      {action}
    </Stack>
  );
}
