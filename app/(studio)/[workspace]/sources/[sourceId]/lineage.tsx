"use client";
import { Alert, Anchor, Badge, Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { NetworkGlyph } from "@/components/network-glyph";
import { useTRPC } from "@/components/trpc";
import { Moment } from "@/components/ui/moment";
import { Surface } from "@/components/ui/surface";
import type { AffectedPost, ChangedSentence, WordChange } from "@/server/coverage/input";
import classes from "./lineage.module.css";

const STATE = {
  unaffected: { label: "Nothing it says changed", color: "gray" },
  moved: { label: "Moved", color: "gray" },
  changed: { label: "Changed", color: "vermilion" },
  gone: { label: "Gone", color: "red" },
} as const;

/** Posts written from an earlier reading, with what changed under them; nothing when there are none. */
export function Lineage({ workspace, sourceId }: { workspace: string; sourceId: string }) {
  const api = useTRPC();
  const lineage = useInfiniteQuery(
    api.coverage.lineage.infiniteQueryOptions(
      { sourceId, limit: 10 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const versionId = lineage.data?.pages[0]?.versionId;
  const posts = lineage.data?.pages.flatMap((page) => page.items) ?? [];
  if (lineage.isError) return <Alert color="red">{lineage.error.message}</Alert>;
  if (!versionId || posts.length === 0) return null;
  return (
    <section aria-labelledby="lineage">
      <Surface mb="xl">
        <Stack gap="lg">
          <div>
            <Title order={2} fz={20} id="lineage">
              This source changed after posts were written
            </Title>
            <Text c="dimmed" fz="sm" mt={2}>
              Nothing was changed by itself, nothing scheduled either. Compare, take what fits, and every sentence is
              checked again.
            </Text>
          </div>
          {posts.map((post) => (
            <Affected key={`${post.postId}-${versionId}`} workspace={workspace} versionId={versionId} post={post} />
          ))}
          {lineage.hasNextPage && (
            <Button variant="default" loading={lineage.isFetchingNextPage} onClick={() => lineage.fetchNextPage()}>
              More posts
            </Button>
          )}
        </Stack>
      </Surface>
    </section>
  );
}

type Props = { workspace: string; versionId: string; post: AffectedPost };
const keyOf = (renditionId: string, sentence: number) => `${renditionId}:${sentence}`;

function Affected({ workspace, versionId, post }: Props) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const follow = useMutation(
    api.coverage.follow.mutationOptions({
      onSuccess: () => notifications.show({ message: `“${post.title}” follows the source as it is now.` }),
      onSettled: () => {
        void queryClient.invalidateQueries(api.coverage.pathFilter());
        void queryClient.invalidateQueries(api.posts.pathFilter());
      },
    }),
  );
  const turn = (key: string) =>
    setRefused((was) => (was.has(key) ? new Set([...was].filter((one) => one !== key)) : new Set([...was, key])));
  const renditions = post.renditions.map(({ renditionId, version, sentences }) => ({
    renditionId,
    baseVersion: version,
    accept: sentences
      .filter(({ sentence, proposal }) => proposal !== null && !refused.has(keyOf(renditionId, sentence)))
      .map(({ sentence }) => sentence),
  }));
  const taken = renditions.reduce((sum, { accept }) => sum + accept.length, 0);
  const { label, color } = STATE[post.state];
  return (
    <article className={classes["post"]}>
      <Group justify="space-between" align="flex-start" gap="sm" mb="sm">
        <div>
          <Anchor component={Link} href={`/${workspace}/posts/${post.postId}`} fw={600}>
            {post.title}
          </Anchor>
          <Text fz="sm" c="dimmed">
            {post.postState === "scheduled" && post.nextDueAt ? (
              <>
                Scheduled for <Moment at={post.nextDueAt} />
              </>
            ) : post.postState === "published" ? (
              "Published: what is out stays as it is"
            ) : (
              "Draft"
            )}
          </Text>
        </div>
        <Badge variant="light" color={color} tt="none">
          {label}
        </Badge>
      </Group>
      <Stack gap="md">
        {post.renditions.map(({ renditionId, network, sentences }) =>
          sentences
            .filter(({ state }) => state !== "moved")
            .map((sentence) => (
              <Sentence
                key={keyOf(renditionId, sentence.sentence)}
                network={network}
                sentence={sentence}
                taken={!refused.has(keyOf(renditionId, sentence.sentence))}
                onTurn={() => turn(keyOf(renditionId, sentence.sentence))}
              />
            )),
        )}
      </Stack>
      {follow.isError && (
        <Alert color="red" role="alert" mt="md">
          {follow.error.message}
        </Alert>
      )}
      <Button
        mt="md"
        size="sm"
        loading={follow.isPending}
        onClick={() => follow.mutate({ postId: post.postId, versionId, renditions })}
      >
        {taken > 0
          ? `Take ${taken} ${taken === 1 ? "change" : "changes"} and check again`
          : "Check against the source as it is now"}
      </Button>
    </article>
  );
}

type SentenceProps = {
  network: AffectedPost["renditions"][number]["network"];
  sentence: ChangedSentence;
  taken: boolean;
  onTurn: () => void;
};

function Sentence({ network, sentence: { text, passages, proposal, words, reason }, taken, onTurn }: SentenceProps) {
  return (
    <div className={classes["sentence"]}>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <NetworkGlyph network={network} size={20} />
        <div style={{ minWidth: 0 }}>
          <Text fz="sm">{proposal === null ? text : <Words words={words} />}</Text>
          <Text fz="xs" c="dimmed" mt={4}>
            {reason}
          </Text>
          {passages
            .filter(({ state }) => state !== "moved")
            .map(({ was, words: changes }) => (
              <blockquote key={was} className={classes["source"]}>
                {changes.length > 0 ? <Words words={changes} /> : <del>{was}</del>}
              </blockquote>
            ))}
          {proposal !== null && (
            <Checkbox mt="xs" size="sm" checked={taken} onChange={onTurn} label="Take this change" />
          )}
        </div>
      </Group>
    </div>
  );
}

/** What went is struck through, what came is underlined: told apart without colour too. */
function Words({ words }: { words: WordChange[] }) {
  return words.map(({ text, change }, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of one comparison never move.
    if (change === "out") return <del key={index}>{text}</del>;
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of one comparison never move.
    if (change === "in") return <ins key={index}>{text}</ins>;
    return text;
  });
}
