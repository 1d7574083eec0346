import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { roleCan } from "@/server/permissions";
import { PostList } from "./post-list";
import { byCursor, isShelf, listInput, type Shelf } from "./shelves";

export const metadata: Metadata = { title: "Posts" };

type Props = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function PostsPage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  const { show, q } = await searchParams;
  const shelf: Shelf = isShelf(show) ? show : "all";
  const search = typeof q === "string" ? q : "";
  const { api, queryClient } = await serverApi(workspace);
  // Waited for: a list that is empty here and full in the browser would not hydrate.
  await queryClient.prefetchInfiniteQuery(api.posts.list.infiniteQueryOptions(listInput(shelf, search), byCursor));
  return (
    <Hydrate>
      <PostList
        workspace={workspace}
        timeZone={membership.timeZone}
        canWrite={roleCan(membership.role, "posts.write")}
        canSchedule={roleCan(membership.role, "posts.schedule")}
        initial={{ shelf, search }}
      />
    </Hydrate>
  );
}
