import { Stack, Text, Title } from "@mantine/core";
import { ButtonLink } from "@/components/ui/links";

export default function NotFound() {
  return (
    <Stack component="main" align="center" justify="center" mih="100dvh" p="md" ta="center">
      <Title order={1}>There is nothing here</Title>
      <Text c="dimmed" maw={420}>
        The address may be mistyped, or what was here is in the trash or belongs to another workspace.
      </Text>
      <ButtonLink href="/" variant="default">
        Back to the start
      </ButtonLink>
    </Stack>
  );
}
