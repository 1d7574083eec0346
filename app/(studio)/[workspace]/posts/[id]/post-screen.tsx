"use client";
import { Alert, Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTrash } from "@/app/(studio)/[workspace]/posts/use-trash";
import { useLive } from "@/components/live";
import { useTRPC } from "@/components/trpc";
import { PostName } from "./post-name";
import { RenditionScreen } from "./rendition-screen";
import { RenditionTabs } from "./rendition-tabs";
import { useDrafts } from "./use-drafts";

type Props = {
  workspace: string;
  author: string;
  postId: string;
  timeZone: string;
  may: { write: boolean; schedule: boolean };
};

/** A post: one tab per network, each with its words, where they come from, how they will look and when they go out. */
export function PostScreen({ workspace, author, postId, timeZone, may }: Props) {
  const api = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data: post, error } = useQuery(api.posts.get.queryOptions({ postId }));
  const members = useQuery(api.workspaces.members.queryOptions({ limit: 100 }));
  const views = post?.renditions ?? [];
  const drafts = useDrafts(postId, views);
  const [chosen, setChosen] = useState<string | null>(null);
  const { trash } = useTrash();
  useLive((message) => {
    const changed = message.kind === "post" && message.id === postId;
    // A read that is under way already will bring it.
    if (changed || message.kind === "reset")
      void queryClient.invalidateQueries(api.posts.get.queryFilter({ postId }), { cancelRefetch: false });
  });
  if (error && !post) return <Alert color="red">{error.message}</Alert>;
  const active = views.find(({ id }) => id === chosen) ?? views[0];
  if (!post || !active) return null;
  const names = new Map(members.data?.items.map(({ userId, name, email }) => [userId, name ?? email]));
  return (
    <Tabs value={active.id} onChange={setChosen} keepMounted={false}>
      {views.map((view) => (
        <Tabs.Panel key={view.id} value={view.id}>
          <RenditionScreen
            key={view.id}
            workspace={workspace}
            author={author}
            post={post}
            store={drafts.of(view)}
            names={names}
            timeZone={timeZone}
            may={may}
            onTrash={() => {
              trash(postId);
              router.push(`/${workspace}/posts`);
            }}
          >
            <PostName postId={postId} title={post.title} canWrite={may.write} />
            <RenditionTabs postId={postId} views={views} canAdd={may.write} onAdded={setChosen} />
          </RenditionScreen>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
