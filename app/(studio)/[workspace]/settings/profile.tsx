"use client";
import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";

export function Profile() {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const me = useQuery(api.account.me.queryOptions());
  const [name, setName] = useState<string | null>(null);
  const save = useMutation(
    api.account.updateProfile.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(api.account.me.queryFilter());
        setName(null);
        notifications.show({ message: "Your name is saved." });
      },
    }),
  );
  const shown = name ?? me.data?.name ?? "";
  return (
    <Section title="You" {...(me.data ? { help: `Signed in as ${me.data.email}` } : {})}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ name: shown });
        }}
      >
        <Group align="flex-end">
          <TextInput
            label="Name"
            flex={1}
            autoComplete="name"
            value={shown}
            onChange={(event) => setName(event.currentTarget.value)}
            error={save.error?.message}
          />
          <Button type="submit" variant="default" loading={save.isPending} disabled={name === null}>
            Save name
          </Button>
        </Group>
      </form>
    </Section>
  );
}
