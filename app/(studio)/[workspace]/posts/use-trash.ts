"use client";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { showUndo } from "@/components/ui/undo-toast";

/** Throws posts away at once, with a way back; what was scheduled is cancelled and stays cancelled. */
export function useTrash() {
  const api = useTRPC();
  const queryClient = useQueryClient();
  const lists = api.posts.list.pathFilter();
  const refresh = () => queryClient.invalidateQueries(lists);

  /** Takes the row off every list before the server has answered; the answer brings the truth. */
  const hide = async ({ postId }: { postId: string }) => {
    await queryClient.cancelQueries(lists);
    const queryKey = api.posts.list.infiniteQueryKey();
    for (const [key] of queryClient.getQueriesData<ListPages>({ queryKey }))
      queryClient.setQueryData<ListPages>(key, (old) => old && without(old, postId));
  };
  const onError = (error: { message: string }) => notifications.show({ color: "red", message: error.message });

  // Callbacks of the mutation itself: the row that asked is gone before the answer.
  const restoring = useMutation(
    api.posts.restore.mutationOptions({
      onMutate: hide,
      onSuccess: () => notifications.show({ message: "Taken back. It is a draft again." }),
      onError,
      onSettled: refresh,
    }),
  );
  const trashing = useMutation(
    api.posts.trash.mutationOptions({
      onMutate: hide,
      onSuccess: (_, { postId }) =>
        showUndo("Moved to the trash. Nothing of it will go out.", () => restoring.mutate({ postId })),
      onError,
      onSettled: refresh,
    }),
  );
  return {
    trash: (postId: string) => trashing.mutate({ postId }),
    restore: (postId: string) => restoring.mutate({ postId }),
  };
}

type ListPages = { pages: { items: { id: string }[]; nextCursor: string | null }[]; pageParams: unknown[] };

const without = (list: ListPages, postId: string): ListPages => ({
  ...list,
  pages: list.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => id !== postId) })),
});
