import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A screen's name, one line of help, and its main action on the right. */
export function PageHeader({ title, help, action }: { title: string; help?: ReactNode; action?: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-start" gap="md" mb="xl" wrap="wrap">
      <Stack gap={4} maw={820}>
        <Title order={1} fz={{ base: 26, sm: 32 }}>
          {title}
        </Title>
        {help && (
          <Text c="dimmed" maw={640} component="div">
            {help}
          </Text>
        )}
      </Stack>
      {action}
    </Group>
  );
}
