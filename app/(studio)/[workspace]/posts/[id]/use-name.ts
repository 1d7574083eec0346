"use client";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import type { Draft } from "./draft/draft";

/** What the server calls a post that began as a blank page. */
const NAMELESS = "Untitled";
const LONGEST = 120;

/** Renames a post; `settled` runs when the new name is on screen. */
export function useRename(postId: string, settled: () => void) {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const rename = useMutation(
    api.posts.rename.mutationOptions({
      onError: (error) => notifications.show({ color: "red", message: error.message }),
      onSettled: async () => {
        await queryClient.invalidateQueries(api.posts.pathFilter());
        settled();
      },
    }),
  );
  return (title: string) => rename.mutate({ postId, title });
}

/** Names a post that has no name yet after its title or first line; a name once given stays. */
export function useNameOnce(post: { id: string; title: string }): (draft: Draft) => void {
  const rename = useRename(post.id, () => {});
  return ({ title, parts }) => {
    if (post.title !== NAMELESS) return;
    const line = (title?.trim() || parts[0]?.text.trim().split("\n")[0] || "").slice(0, LONGEST);
    const name = line.replace(/[\uD800-\uDBFF]$/, "").trim();
    if (name) rename(name);
  };
}
