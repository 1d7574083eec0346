"use client";
import { Alert, Button, Checkbox, Stack, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Surface } from "@/components/ui/surface";

/** Another round of posts from a source that is already here. */
export function WriteAgain({ workspace, sourceId }: { workspace: string; sourceId: string }) {
  const api = useTRPC();
  const router = useRouter();
  const [chosen, setChosen] = useState<string[] | null>(null);
  const known = useQuery(api.jobs.formats.queryOptions());
  const all = known.data?.items ?? [];
  const formats = chosen ?? all.flatMap(({ id, usual }) => (usual ? [id] : []));
  const create = useMutation(
    api.jobs.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/${workspace}/jobs/${id}`) }),
  );
  return (
    <Surface>
      <Stack>
        <Title order={2} fz={18}>
          Write posts
        </Title>
        <Checkbox.Group aria-label="What to write" value={formats} onChange={setChosen}>
          <Stack gap={8}>
            {all.map(({ id, name }) => (
              <Checkbox key={id} value={id} label={name} />
            ))}
          </Stack>
        </Checkbox.Group>
        {create.isError && <Alert color="red">{create.error.message}</Alert>}
        <Button
          loading={create.isPending}
          disabled={formats.length === 0}
          onClick={() => create.mutate({ sourceId, formats })}
        >
          Write
        </Button>
      </Stack>
    </Surface>
  );
}
