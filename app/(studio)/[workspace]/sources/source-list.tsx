"use client";
import { Alert, Button, Group, SegmentedControl, Skeleton, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { ButtonLink } from "@/components/ui/links";
import { SourceRow } from "./source-row";

/** Everything brought in, or what was put in the trash. */
export function SourceList({ workspace }: { workspace: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const [trashed, setTrashed] = useState(false);
  const [search] = useDebouncedValue(typed.trim(), 200);
  const options = api.sources.list.infiniteQueryOptions(
    { limit: 30, trashed, ...(search ? { search } : {}) },
    { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
  );
  const sources = useInfiniteQuery(options);
  const reread = () => void queryClient.invalidateQueries(api.sources.list.infiniteQueryFilter());
  useLive((message) => {
    if (message.kind === "source" || message.kind === "reset") reread();
  });
  const items = sources.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          aria-label="Which sources"
          value={trashed ? "trash" : "kept"}
          onChange={(chosen) => setTrashed(chosen === "trash")}
          data={[
            { value: "kept", label: "In use" },
            { value: "trash", label: "Trash" },
          ]}
        />
        <TextInput
          aria-label="Search sources by title"
          placeholder="Search by title"
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          w={{ base: "100%", xs: 280 }}
        />
      </Group>
      {sources.isError && <Alert color="red">{sources.error.message}</Alert>}
      {sources.isPending && [1, 2, 3].map((n) => <Skeleton key={n} height={72} radius="lg" />)}
      {sources.isSuccess && items.length === 0 && (
        <Nothing workspace={workspace} why={search ? "search" : trashed ? "trash" : "new"} />
      )}
      {items.map((source) => (
        <SourceRow key={source.id} workspace={workspace} source={source} trashed={trashed} onRestored={reread} />
      ))}
      {sources.hasNextPage && (
        <Button
          variant="default"
          w="fit-content"
          loading={sources.isFetchingNextPage}
          onClick={() => void sources.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  );
}

function Nothing({ workspace, why }: { workspace: string; why: "search" | "trash" | "new" }) {
  if (why === "search") return <EmptyState title="No source has that in its title">Try another word.</EmptyState>;
  if (why === "trash")
    return <EmptyState title="The trash is empty">What you move to the trash can be put back from here.</EmptyState>;
  return (
    <EmptyState title="No sources yet" action={<ButtonLink href={`/${workspace}`}>Bring a piece</ButtonLink>}>
      Paste an article, give a link or drop a file. Each stays here with its posts.
    </EmptyState>
  );
}
