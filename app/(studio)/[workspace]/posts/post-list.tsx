"use client";
import { Alert, Button, Group, SegmentedControl, Skeleton, Stack, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { BulkDialog } from "./bulk/bulk-dialog";
import { SelectionBar } from "./bulk/selection-bar";
import { NewPost } from "./new-post";
import { PostRow } from "./post-row";
import classes from "./posts.module.css";
import { byCursor, listInput, SHELVES, type Shelf } from "./shelves";

type Props = {
  workspace: string;
  timeZone: string;
  canWrite: boolean;
  canSchedule: boolean;
  initial: { shelf: Shelf; search: string };
};

export function PostList({ workspace, timeZone, canWrite, canSchedule, initial }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [shelf, setShelf] = useState(initial.shelf);
  const [typed, setTyped] = useState(initial.search);
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [scheduling, setScheduling] = useState(false);
  const posts = useInfiniteQuery(
    api.posts.list.infiniteQueryOptions(listInput(shelf, search), {
      ...byCursor,
      placeholderData: keepPreviousData,
    }),
  );
  useLive((message) => {
    if (message.kind === "post" || message.kind === "delivery" || message.kind === "reset")
      void queryClient.invalidateQueries(api.posts.list.pathFilter());
  });
  const show = (next: Shelf) => {
    setShelf(next);
    setChosen([]);
    // The address follows, so that the way back leads to the same list.
    window.history.replaceState(null, "", next === "all" ? "?" : `?show=${next}`);
  };
  const showAll = () => {
    setTyped("");
    show("all");
  };
  const items = posts.data?.pages.flatMap((page) => page.items) ?? [];
  const choosable = canSchedule && shelf !== "trash";
  const choose = (id: string, wanted: boolean) =>
    setChosen(wanted ? [...chosen, id] : chosen.filter((other) => other !== id));
  const leaveOut = (ids: string[]) => {
    const left = chosen.filter((id) => !ids.includes(id));
    setChosen(left);
    if (left.length === 0) setScheduling(false);
  };
  const narrowed = shelf !== "all" || search !== "";
  return (
    <>
      <PageHeader
        title="Posts"
        help="Everything you say, from first draft to published."
        action={canWrite && <NewPost workspace={workspace} />}
      />
      <Group mb="lg" gap="sm" justify="space-between">
        <div className={classes["shelves"]}>
          <SegmentedControl
            aria-label="Show"
            value={shelf}
            onChange={(value) => show(value as Shelf)}
            data={[...SHELVES]}
            size="sm"
          />
        </div>
        <TextInput
          aria-label="Search titles"
          placeholder="Search titles"
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          className={classes["search"] ?? ""}
        />
      </Group>
      {posts.isError && <Alert color="red">{posts.error.message}</Alert>}
      {posts.isPending && <Rows />}
      {posts.isSuccess && items.length === 0 && (
        <Nothing workspace={workspace} shelf={shelf} narrowed={narrowed} onAll={showAll} />
      )}
      {items.length > 0 && (
        <ul className={classes["list"]} aria-label="Posts" data-stale={posts.isPlaceholderData || undefined}>
          {items.map((post) => (
            <PostRow
              key={post.id}
              workspace={workspace}
              post={post}
              timeZone={timeZone}
              canWrite={canWrite}
              trashed={shelf === "trash"}
              choice={
                choosable ? { chosen: chosen.includes(post.id), onChoose: (wanted) => choose(post.id, wanted) } : null
              }
            />
          ))}
        </ul>
      )}
      {posts.hasNextPage && (
        <Group justify="center" mt="lg">
          <Button variant="default" loading={posts.isFetchingNextPage} onClick={() => void posts.fetchNextPage()}>
            Show more
          </Button>
        </Group>
      )}
      {choosable && chosen.length > 0 && (
        <SelectionBar count={chosen.length} onSchedule={() => setScheduling(true)} onClear={() => setChosen([])} />
      )}
      {scheduling && (
        <BulkDialog
          postIds={[...chosen]}
          timeZone={timeZone}
          onLeaveOut={leaveOut}
          onClose={() => setScheduling(false)}
          onDone={() => {
            setScheduling(false);
            setChosen([]);
          }}
        />
      )}
    </>
  );
}

type NothingProps = { workspace: string; shelf: Shelf; narrowed: boolean; onAll: () => void };

function Nothing({ workspace, shelf, narrowed, onAll }: NothingProps) {
  if (shelf === "trash")
    return <EmptyState title="The trash is empty">What you throw away waits here and can be taken back.</EmptyState>;
  if (narrowed)
    return (
      <EmptyState
        title="No such post"
        action={
          <Button variant="default" onClick={onAll}>
            Show all posts
          </Button>
        }
      >
        Nothing matches what you look for.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No posts yet"
      action={
        <Button component={Link} href={`/${workspace}`}>
          Bring a piece
        </Button>
      }
    >
      Bring something long and it becomes a post for every network, each sentence with the passage it came from. Or
      start with a blank page.
    </EmptyState>
  );
}

function Rows() {
  return (
    <Stack gap="sm" aria-busy="true">
      <VisuallyHidden>Loading posts</VisuallyHidden>
      {["a", "b", "c", "d"].map((key) => (
        <Skeleton key={key} height={84} radius="lg" />
      ))}
    </Stack>
  );
}
