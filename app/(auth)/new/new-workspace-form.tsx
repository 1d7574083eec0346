"use client";
import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";

export function NewWorkspaceForm() {
  const api = useTRPC();
  const [name, setName] = useState("");
  const create = useMutation(
    api.workspaces.create.mutationOptions({ onSuccess: ({ slug }) => window.location.assign(`/${slug}`) }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
      }}
    >
      <Stack>
        <TextInput
          label="Workspace name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.error?.message}
          autoFocus
        />
        <Button type="submit" size="md" loading={create.isPending || create.isSuccess} disabled={!name.trim()}>
          Create workspace
        </Button>
      </Stack>
    </form>
  );
}
