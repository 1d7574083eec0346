"use client";
import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";

export function RenameForm({ sourceId, title, onDone }: { sourceId: string; title: string; onDone: () => void }) {
  const api = useTRPC();
  const [name, setName] = useState(title);
  const rename = useMutation(api.sources.rename.mutationOptions({ onSuccess: onDone }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate({ sourceId, title: name });
      }}
    >
      <Stack>
        <TextInput
          label="Title"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={rename.error?.message}
          data-autofocus
        />
        <Button type="submit" loading={rename.isPending} disabled={!name.trim()}>
          Rename
        </Button>
      </Stack>
    </form>
  );
}
