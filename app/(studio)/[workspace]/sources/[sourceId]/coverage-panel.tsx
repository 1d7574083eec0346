"use client";
import { Alert, Anchor, Badge, Button, Group, Progress, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useFormats } from "@/app/(studio)/[workspace]/format-chips";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";
import { Surface } from "@/components/ui/surface";
import type { Coverage } from "@/server/coverage/input";

type Props = { workspace: string; sourceId: string };

/** How much of a source posts stand on, which ideas nobody has written about, and the posts there are. */
export function CoveragePanel({ workspace, sourceId }: Props) {
  const api = useTRPC();
  const coverage = useQuery(api.coverage.get.queryOptions({ sourceId }));
  return (
    <Surface>
      <Stack gap="md">
        <Title order={2} fz={18}>
          What is used
        </Title>
        {coverage.isPending && <Skeleton height={96} />}
        {coverage.isError && <Alert color="red">{coverage.error.message}</Alert>}
        {coverage.data && (
          <>
            <Amount coverage={coverage.data} />
            <UnusedIdeas coverage={coverage.data} />
            <WriteUnused workspace={workspace} sourceId={sourceId} coverage={coverage.data} />
          </>
        )}
        <Uses workspace={workspace} sourceId={sourceId} />
      </Stack>
    </Surface>
  );
}

function Amount({ coverage: { passages, used } }: { coverage: Coverage }) {
  const published = used.filter(({ firstPublishedAt }) => firstPublishedAt).length;
  const share = (count: number) => (passages === 0 ? 0 : (100 * count) / passages);
  return (
    <div>
      <Progress.Root size={10} mb={8} aria-hidden>
        <Progress.Section value={share(published)} color="pine" />
        <Progress.Section value={share(used.length - published)} color="vermilion" />
      </Progress.Root>
      <Text fz="sm">
        {used.length} of {passages} sentences are in posts, {published} of them published.
      </Text>
      {used.length > 0 && (
        <Text fz="xs" c="dimmed" mt={2}>
          In the text: underlined is published, dotted is written and not out yet.
        </Text>
      )}
    </div>
  );
}

function UnusedIdeas({ coverage: { ideas } }: { coverage: Coverage }) {
  const unused = ideas.filter(({ used }) => used === 0);
  if (ideas.length === 0)
    return (
      <Text fz="sm" c="dimmed">
        Its ideas are listed here once something was written from it.
      </Text>
    );
  if (unused.length === 0)
    return (
      <Text fz="sm" c="dimmed">
        Every idea found so far is in a post.
      </Text>
    );
  return (
    <div>
      <Text fz="sm" fw={600} mb={6} id="unused-ideas">
        Ideas nobody has used
      </Text>
      <Stack component="ul" gap={6} m={0} pl={18} aria-labelledby="unused-ideas">
        {unused.map(({ title, passageIds }) => (
          <Text key={passageIds.join()} component="li" fz="sm">
            {title}
          </Text>
        ))}
      </Stack>
    </div>
  );
}

function WriteUnused({ workspace, sourceId, coverage }: Props & { coverage: Coverage }) {
  const api = useTRPC();
  const router = useRouter();
  const formats = useFormats(null);
  const create = useMutation(
    api.jobs.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/${workspace}/jobs/${id}`) }),
  );
  if (coverage.used.length === 0 || coverage.used.length >= coverage.passages) return null;
  return (
    <>
      {create.isError && (
        <Alert color="red" role="alert">
          {create.error.message}
        </Alert>
      )}
      <Button
        variant="default"
        loading={create.isPending}
        disabled={formats.length === 0}
        onClick={() => create.mutate({ sourceId, formats, controls: { only: "unused" } })}
      >
        Write from what is unused
      </Button>
    </>
  );
}

const STATE = { attention: "needs you", scheduled: "scheduled", published: "published", draft: "draft" } as const;

function Uses({ workspace, sourceId }: Props) {
  const api = useTRPC();
  const uses = useInfiniteQuery(
    api.coverage.uses.infiniteQueryOptions(
      { sourceId, limit: 5 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const items = uses.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <div>
      <Text fz="sm" fw={600} mb={6} id="uses">
        Posts that stand on it
      </Text>
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }} aria-labelledby="uses">
        {items.map(({ id, title, state, passages, publishedAt, createdAt }) => (
          <li key={id}>
            <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
              <Anchor component={Link} href={`/${workspace}/posts/${id}`} fz="sm" lineClamp={2}>
                {title}
              </Anchor>
              <Badge variant="light" color={state === "published" ? "pine" : "gray"} tt="none" flex="none">
                {STATE[state]}
              </Badge>
            </Group>
            <Text fz="xs" c="dimmed">
              {passages} {passages === 1 ? "sentence" : "sentences"} · {publishedAt ? "published" : "written"}{" "}
              <Moment at={publishedAt ?? createdAt} />
            </Text>
          </li>
        ))}
      </Stack>
      {uses.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          mt="xs"
          loading={uses.isFetchingNextPage}
          onClick={() => uses.fetchNextPage()}
        >
          More posts
        </Button>
      )}
    </div>
  );
}
