"use client";
import { Alert, Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTrash } from "@/app/(studio)/[workspace]/posts/use-trash";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import type { PostDetail } from "@/server/posts/input";
import classes from "./editor.module.css";
import { PostBar } from "./post-bar";
import { PostName } from "./post-name";
import { type Opened, RenditionScreen } from "./rendition-screen";
import { RenditionTabs } from "./rendition-tabs";
import { useDrafts } from "./use-drafts";
import { useKeys } from "./use-keys";

type Props = {
  workspace: string;
  author: string;
  postId: string;
  timeZone: string;
  may: { write: boolean; schedule: boolean; ask: boolean };
};

/** A post as the server has it, kept fresh while it is on screen. */
export function PostScreen(props: Props) {
  const { postId } = props;
  const api = useTRPC();
  const queryClient = useQueryClient();
  const { data: post, error } = useQuery(api.posts.get.queryOptions({ postId }));
  useLive((message) => {
    const changed = message.kind === "post" && message.id === postId;
    // A read that is under way already will bring it.
    if (changed || message.kind === "reset")
      void queryClient.invalidateQueries(api.posts.get.queryFilter({ postId }), { cancelRefetch: false });
  });
  const [first] = post?.renditions ?? [];
  if (post && first) return <Post {...props} post={post} first={first} />;
  return error ? <Alert color="red">{error.message}</Alert> : null;
}

type PostProps = Props & { post: PostDetail; first: PostDetail["renditions"][number] };

/** One tab per network, each with its words, where they come from, how they will look and when they go out. */
function Post({ workspace, author, postId, timeZone, may, post, first }: PostProps) {
  const api = useTRPC();
  const router = useRouter();
  const views = post.renditions;
  const drafts = useDrafts(postId, views);
  const members = useQuery(api.workspaces.members.queryOptions({ limit: 100 }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [opened, setOpened] = useState<Opened>(null);
  const { trash } = useTrash();
  const active = views.find(({ id }) => id === chosen) ?? first;
  const store = drafts.of(active);
  const schedule = () => may.schedule && setOpened("schedule");
  useKeys(store, schedule);
  return (
    <Tabs value={active.id} onChange={setChosen} className={classes["screen"] ?? ""}>
      <PostBar
        workspace={workspace}
        store={store}
        may={may}
        onHistory={() => setOpened("history")}
        onSchedule={schedule}
        onTrash={() => {
          trash(postId);
          router.push(`/${workspace}/posts`);
        }}
      />
      <PostName postId={postId} title={post.title} canWrite={may.write} />
      <RenditionTabs postId={postId} views={views} canAdd={may.write} onAdded={setChosen} />
      <Tabs.Panel value={active.id} tabIndex={-1}>
        <RenditionScreen
          key={active.id}
          workspace={workspace}
          author={author}
          post={post}
          store={store}
          names={new Map(members.data?.items.map(({ userId, name, email }) => [userId, name ?? email]))}
          timeZone={timeZone}
          may={may}
          opened={opened}
          onClose={() => setOpened(null)}
        />
      </Tabs.Panel>
    </Tabs>
  );
}
