"use client";
import { Alert, Anchor, Button, Collapse, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";

export function ConnectBluesky({ onDone }: { onDone: () => void }) {
  const api = useTRPC();
  const form = useForm({ initialValues: { handle: "", appPassword: "", service: "" } });
  const [own, { toggle }] = useDisclosure();
  const connect = useMutation(
    api.channels.connect.mutationOptions({
      onSuccess: () => {
        onDone();
        modals.closeAll();
        notifications.show({ color: "pine", message: "Bluesky is connected." });
      },
    }),
  );
  const submit = form.onSubmit(({ handle, appPassword, service }) =>
    connect.mutate({
      network: "bluesky",
      handle: handle.replace(/^@/, ""),
      appPassword,
      ...(service ? { service } : {}),
    }),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text fz="sm" c="dimmed">
          Make an app password in Bluesky under Settings, Privacy and security, App passwords. It can be taken back at
          any time and cannot change your account.
        </Text>
        {connect.isError && (
          <Alert color="red" role="alert">
            {connect.error.message}
          </Alert>
        )}
        <TextInput
          label="Handle"
          placeholder="name.bsky.social"
          required
          data-autofocus
          {...form.getInputProps("handle")}
        />
        <PasswordInput
          label="App password"
          placeholder="xxxx-xxxx-xxxx-xxxx"
          required
          autoComplete="off"
          {...form.getInputProps("appPassword")}
        />
        <Anchor component="button" type="button" fz="sm" onClick={toggle} aria-expanded={own} w="fit-content">
          I run a server of my own
        </Anchor>
        <Collapse expanded={own}>
          <TextInput label="Server address" placeholder="https://pds.example.com" {...form.getInputProps("service")} />
        </Collapse>
        <Button type="submit" loading={connect.isPending}>
          Connect
        </Button>
      </Stack>
    </form>
  );
}
