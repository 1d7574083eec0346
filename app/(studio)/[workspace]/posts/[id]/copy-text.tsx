"use client";
import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** The words, ready to be taken elsewhere: all of them, or part by part for a thread. */
export function CopyText({ parts }: { parts: readonly { key: string; text: string }[] }) {
  return (
    <Stack gap="xs">
      <Copy label={parts.length > 1 ? "Copy the whole thread" : "Copy the text"} value={joined(parts)} main />
      {parts.length > 1 &&
        parts.map(({ key, text }, index) => (
          <Group key={key} justify="space-between" wrap="nowrap">
            <Text fz="sm" c="dimmed" truncate>
              {index + 1}. {text}
            </Text>
            <Copy label="Copy" described={`Copy part ${index + 1}`} value={text} />
          </Group>
        ))}
    </Stack>
  );
}

const joined = (parts: readonly { text: string }[]) => parts.map(({ text }) => text).join("\n\n");

type CopyProps = { label: string; described?: string; value: string; main?: boolean };

function Copy({ label, described, value, main = false }: CopyProps) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          onClick={copy}
          size={main ? "sm" : "compact-sm"}
          variant={main ? "filled" : "default"}
          w="fit-content"
          style={{ flex: "none" }}
          aria-label={described && !copied ? described : undefined}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        >
          {copied ? "Copied" : label}
        </Button>
      )}
    </CopyButton>
  );
}
