"use client";
import { Alert, Anchor, Badge, Button, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFile, IconLink, IconSearch, IconTextCaption } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { Surface } from "@/components/ui/surface";
import type { SourceSummary } from "@/server/sources/input";

const ICONS = { text: IconTextCaption, url: IconLink, file: IconFile };

export function SourceList({ workspace }: { workspace: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 200);
  const options = api.sources.list.infiniteQueryOptions(
    { limit: 30, ...(search ? { search } : {}) },
    { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
  );
  const sources = useInfiniteQuery(options);
  useLive((message) => {
    if (message.kind === "source" || message.kind === "reset")
      void queryClient.invalidateQueries(api.sources.list.infiniteQueryFilter());
  });
  const items = sources.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <TextInput
        aria-label="Search sources by title"
        placeholder="Search by title"
        leftSection={<IconSearch size={16} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maw={360}
      />
      {sources.isError && <Alert color="red">{sources.error.message}</Alert>}
      {sources.isPending && [1, 2, 3].map((n) => <Skeleton key={n} height={72} radius="lg" />)}
      {sources.isSuccess && items.length === 0 && (
        <EmptyState
          title={search ? "No source has that in its title" : "No sources yet"}
          action={
            !search && (
              <Button component={Link} href={`/${workspace}`}>
                Bring a piece
              </Button>
            )
          }
        >
          {search
            ? "Try another word."
            : "Paste an article, give a link or drop a file. Each stays here with its posts."}
        </EmptyState>
      )}
      {items.map((source) => (
        <SourceRow key={source.id} workspace={workspace} source={source} />
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

function SourceRow({ workspace, source }: { workspace: string; source: SourceSummary }) {
  const Icon = ICONS[source.kind];
  const facts = [
    source.wordCount && `${source.wordCount.toLocaleString("en")} words`,
    source.language && source.language !== "und" && source.language.toUpperCase(),
    source.url ? new URL(source.url).host : source.fileName,
  ].filter(Boolean);
  return (
    <Surface p="md">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="md" wrap="nowrap" style={{ minWidth: 0 }}>
          <Icon size={22} stroke={1.5} style={{ flex: "none" }} />
          <div style={{ minWidth: 0 }}>
            <Anchor
              component={Link}
              href={`/${workspace}/sources/${source.id}`}
              fw={600}
              truncate
              display="block"
              c="inherit"
            >
              {source.title}
            </Anchor>
            <Text fz="sm" c="dimmed" truncate>
              {source.failure?.message ?? facts.join(" · ")}
            </Text>
          </div>
        </Group>
        {source.state !== "ready" && (
          <Badge variant="light" flex="none" color={source.state === "failed" ? "red" : "blue"}>
            {source.state === "failed" ? "Not read" : "Reading"}
          </Badge>
        )}
      </Group>
    </Surface>
  );
}
