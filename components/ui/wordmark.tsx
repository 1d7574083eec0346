import { Group, Text } from "@mantine/core";

/** The name and its mark. */
export function Wordmark() {
  return (
    <Group gap={10} wrap="nowrap">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--mantine-color-text)" />
        <path
          d="M9 23V9h8.2a4.8 4.8 0 0 1 1.5 9.36L22.6 23h-4l-3.3-4.3H12.4V23Zm3.4-7.3h4.4a1.85 1.85 0 0 0 0-3.7h-4.4Z"
          fill="var(--mantine-color-body)"
        />
        <circle cx="24" cy="9" r="2.6" fill="#ee5a33" />
      </svg>
      <Text fw={680} fz={19} lts="-0.03em">
        Reprise
      </Text>
    </Group>
  );
}
