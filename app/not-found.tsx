import { Button, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";

export default function NotFound() {
  return (
    <Stack component="main" align="center" justify="center" mih="100dvh" p="md" ta="center">
      <Title order={1}>There is nothing here</Title>
      <Text c="dimmed" maw={420}>
        The address may be mistyped, or what was here is in the trash or belongs to another workspace.
      </Text>
      <Button component={Link} href="/" variant="default">
        Back to the start
      </Button>
    </Stack>
  );
}
