import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Surface } from "@/components/ui/surface";

/** One subject of the settings. */
export function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <Surface>
      <Stack gap="md">
        <div>
          <Title order={2} fz={20}>
            {title}
          </Title>
          {help && (
            <Text c="dimmed" fz="sm" mt={2}>
              {help}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Surface>
  );
}
