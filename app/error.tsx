"use client";
import { Button, Group, Stack, Text, Title } from "@mantine/core";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Stack component="main" align="center" justify="center" mih="60dvh" p="md" ta="center">
      <Title order={1}>This page did not load</Title>
      <Text c="dimmed" maw={460}>
        Nothing you saved is lost. Try again; if it keeps happening, the server's log has the reason
        {error.digest ? ` under ${error.digest}` : ""}.
      </Text>
      <Group>
        <Button onClick={reset}>Try again</Button>
      </Group>
    </Stack>
  );
}
