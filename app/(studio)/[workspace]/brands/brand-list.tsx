"use client";
import { Alert, Anchor, Button, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Surface } from "@/components/ui/surface";

/** The voices of the workspace, and a new one by name. */
export function BrandList({ workspace }: { workspace: string }) {
  const api = useTRPC();
  const brands = useQuery(api.brands.list.queryOptions({}));
  const items = brands.data?.items ?? [];
  return (
    <>
      <PageHeader title="Brands" help="Who is speaking: for whom, in what tone, and how they really write." />
      <Stack gap="lg" maw={760}>
        {brands.isPending && <Skeleton height={120} radius="lg" />}
        {brands.isError && <Alert color="red">{brands.error.message}</Alert>}
        {brands.data && items.length === 0 && (
          <EmptyState title="No brand yet">
            Give it a name below, add a few texts its author wrote, and drafts will be held against them.
          </EmptyState>
        )}
        {items.map(({ id, name, audience, tone }) => (
          <Surface key={id}>
            <Anchor component={Link} href={`/${workspace}/brands/${id}`} fw={600} fz="lg">
              {name}
            </Anchor>
            <Text c="dimmed" fz="sm" lineClamp={2}>
              {[audience, tone].filter(Boolean).join(" · ") || "Nothing said about it yet."}
            </Text>
          </Surface>
        ))}
        <NewBrand workspace={workspace} />
      </Stack>
    </>
  );
}

function NewBrand({ workspace }: { workspace: string }) {
  const api = useTRPC();
  const router = useRouter();
  const [name, setName] = useState("");
  const create = useMutation(
    api.brands.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/${workspace}/brands/${id}`) }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name });
      }}
    >
      <Group align="flex-end" wrap="wrap">
        <TextInput
          label="New brand"
          placeholder="Its name"
          flex={1}
          miw={220}
          maxLength={80}
          value={name}
          error={create.error?.message}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
          Add
        </Button>
      </Group>
    </form>
  );
}
