"use client";
import { ActionIcon, Alert, Button, FileButton, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Section } from "@/components/ui/section";
import { MAX_SAMPLE } from "@/server/voices/input";

const KIND = { text: "Pasted", source: "From a source", post: "Published post" } as const;

/** The texts a voice is measured from. */
export function Samples({ brandId }: { brandId: string }) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const samples = useInfiniteQuery(
    api.voices.samples.infiniteQueryOptions(
      { brandId, limit: 10 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const measure = useMutation(
    api.voices.measure.mutationOptions({ onSettled: () => queryClient.invalidateQueries(api.voices.pathFilter()) }),
  );
  const onChanged = () => {
    void queryClient.invalidateQueries(api.voices.samples.pathFilter());
    // The background measures too; a person who looks does not wait for it.
    measure.mutate({ brandId });
  };
  const remove = useMutation(
    api.voices.removeSample.mutationOptions({
      onSuccess: onChanged,
      onError: ({ message }) => notifications.show({ color: "red", message }),
    }),
  );
  const items = samples.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title="Texts by the author"
      help="Only what they wrote alone. More texts tell more; short ones tell little."
    >
      <AddText brandId={brandId} onAdded={onChanged} />
      <AddExisting brandId={brandId} onAdded={onChanged} />
      {samples.isError && <Alert color="red">{samples.error.message}</Alert>}
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }} aria-label="Texts">
        {items.map(({ id, kind, title, wordCount, language }) => (
          <Group key={id} component="li" justify="space-between" wrap="nowrap">
            <div style={{ minWidth: 0 }}>
              <Text fz="sm" truncate>
                {title}
              </Text>
              <Text fz="xs" c="dimmed">
                {KIND[kind]} · {wordCount.toLocaleString("en")} words · {language}
              </Text>
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove “${title}”`}
              loading={remove.isPending && remove.variables.sampleId === id}
              onClick={() => remove.mutate({ sampleId: id })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      {samples.hasNextPage && (
        <Button variant="subtle" loading={samples.isFetchingNextPage} onClick={() => samples.fetchNextPage()}>
          More texts
        </Button>
      )}
    </Section>
  );
}

type Props = { brandId: string; onAdded: () => void };

const added = ({ duplicate }: { duplicate: boolean }) =>
  notifications.show({ message: duplicate ? "That text is here already." : "Added." });

function AddText({ brandId, onAdded }: Props) {
  const api = useTRPC();
  const [text, setText] = useState("");
  const [title, setTitle] = useState<string>();
  const add = useMutation(
    api.voices.addText.mutationOptions({
      onSuccess: (result) => {
        added(result);
        setText("");
        setTitle(undefined);
        onAdded();
      },
    }),
  );
  const open = (file: File | null) => {
    if (!file) return;
    void file.text().then((words) => {
      setText(words);
      setTitle(file.name.slice(0, 300));
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ brandId, text, title });
      }}
    >
      <Stack gap="xs">
        <Textarea
          label="Add a text"
          autosize
          minRows={3}
          maxRows={10}
          maxLength={MAX_SAMPLE}
          value={text}
          error={add.error?.message}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" loading={add.isPending} disabled={!text.trim()}>
            Add
          </Button>
          <FileButton accept=".txt,.md,.markdown,text/plain" onChange={open}>
            {(props) => (
              <Button variant="default" {...props}>
                Choose a text file
              </Button>
            )}
          </FileButton>
        </Group>
      </Stack>
    </form>
  );
}

/** A document comes in as a source; a post counts once it was published. */
function AddExisting({ brandId, onAdded }: Props) {
  const api = useTRPC();
  const sources = useQuery(api.sources.list.queryOptions({ limit: 100 }));
  const posts = useQuery(api.posts.list.queryOptions({ limit: 100, state: "published" }));
  const done = {
    onSuccess: (result: { duplicate: boolean }) => {
      added(result);
      onAdded();
    },
    onError: ({ message }: { message: string }) => void notifications.show({ color: "red", message }),
  };
  const addSource = useMutation(api.voices.addSource.mutationOptions(done));
  const addPost = useMutation(api.voices.addPost.mutationOptions(done));
  const options = (items: { id: string; title: string }[] | undefined) =>
    items?.map(({ id, title }) => ({ value: id, label: title })) ?? [];
  return (
    <Group grow preventGrowOverflow={false} wrap="wrap">
      <Select
        label="Or a source"
        placeholder="PDF, Word or page you brought in"
        searchable
        miw={220}
        nothingFoundMessage="No such source"
        data={options(sources.data?.items.filter(({ state }) => state === "ready"))}
        value={null}
        onChange={(sourceId) => sourceId && addSource.mutate({ brandId, sourceId })}
      />
      <Select
        label="Or a published post"
        placeholder="Choose"
        searchable
        miw={220}
        nothingFoundMessage="No such post"
        data={options(posts.data?.items)}
        value={null}
        onChange={(postId) => postId && addPost.mutate({ brandId, postId })}
      />
    </Group>
  );
}
