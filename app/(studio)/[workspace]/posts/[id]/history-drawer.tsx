"use client";
import { Alert, Button, Drawer, Group, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { momentIn, zoneName } from "@/components/times";
import { useTRPC, useTRPCClient } from "@/components/trpc";
import type { VersionList } from "@/server/posts/input";
import type { RenditionDraft } from "./draft/rendition-draft";
import classes from "./editor.module.css";

const ORIGINS = { job: "Written by Reprise for", edit: "Edited by", restore: "Brought back by" } as const;

type Props = {
  postId: string;
  renditionId: string;
  store: RenditionDraft;
  names: ReadonlyMap<string, string>;
  timeZone: string;
  canWrite: boolean;
  onClose: () => void;
};

/** Every state the text has been in, newest first; any of them can be read and brought back. */
export function HistoryDrawer({ postId, renditionId, store, names, timeZone, canWrite, onClose }: Props) {
  const api = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<number | null>(null);
  const versions = useInfiniteQuery({
    queryKey: [...api.posts.versions.pathKey(), renditionId, "pages"],
    queryFn: ({ pageParam }) =>
      client.posts.versions.query({ renditionId, ...(pageParam === null ? {} : { before: pageParam }) }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ nextBefore }: VersionList) => nextBefore,
    staleTime: 0,
  });
  const restore = useMutation(
    api.posts.restoreVersion.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(api.posts.get.queryFilter({ postId }));
        notifications.show({ message: "Brought back as the newest version. Undo takes you to what was here before." });
        onClose();
      },
    }),
  );
  const bringBack = async (version: number) => {
    // What is on screen becomes a version first, so that it is in this list too.
    if (await store.flush()) restore.mutate({ renditionId, version, baseVersion: store.version });
  };
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title="Version history"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {versions.isPending && <Skeleton height={240} radius="lg" />}
      {versions.isError && <Alert color="red">{versions.error.message}</Alert>}
      {restore.isError && (
        <Alert color="red" role="alert" mb="sm">
          {restore.error.message}
        </Alert>
      )}
      <Stack component="ol" gap={6} className={classes["versions"] ?? ""}>
        {items.map((item, index) => (
          <li key={item.id}>
            <UnstyledButton
              className={classes["version"]}
              aria-expanded={open === item.version}
              onClick={() => setOpen(open === item.version ? null : item.version)}
            >
              <Group justify="space-between" wrap="nowrap" gap="sm">
                <div style={{ minWidth: 0 }}>
                  <Text fz="sm" fw={600}>
                    {index === 0 ? "Now · " : ""}
                    {ORIGINS[item.origin]}
                    {item.authorId ? ` ${names.get(item.authorId) ?? "a former member"}` : ""}
                  </Text>
                  <Text fz="xs" c="dimmed" component="time" dateTime={item.createdAt.toISOString()}>
                    {momentIn(item.createdAt, timeZone)} {zoneName(item.createdAt, timeZone)}
                  </Text>
                </div>
                <Text fz="xs" c="dimmed" className="tabular">
                  {item.version}
                </Text>
              </Group>
            </UnstyledButton>
            {open === item.version && (
              <div className={classes["past"]}>
                {item.title && <Text fw={650}>{item.title}</Text>}
                {[...item.parts, ...item.slides].map(({ text }, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place.
                  <p key={at}>{text}</p>
                ))}
                {index > 0 && canWrite && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={restore.isPending}
                    onClick={() => void bringBack(item.version)}
                  >
                    Bring this back
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </Stack>
      {versions.hasNextPage && (
        <Button
          variant="subtle"
          mt="sm"
          fullWidth
          loading={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          Show older versions
        </Button>
      )}
    </Drawer>
  );
}
