import { TRPCError } from "@trpc/server";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireMember } from "@/app/access";
import { Hydrate, serverApi } from "@/app/hydrate";
import { roleCan } from "@/server/permissions";
import { PostScreen } from "./post-screen";

type Props = { params: Promise<{ workspace: string; id: string }> };

export const metadata: Metadata = { title: "Post" };

export default async function PostPage({ params }: Props) {
  const { workspace, id: postId } = await params;
  const { membership } = await requireMember(workspace);
  const { api, queryClient } = await serverApi(workspace);
  // Waited for: what is still missing here and there in the browser would not hydrate.
  const [writer] = await Promise.all([
    queryClient.fetchQuery(api.models.writer.queryOptions()),
    queryClient.prefetchQuery(api.channels.list.queryOptions()),
    queryClient.prefetchQuery(api.deliveries.list.queryOptions({ postId })),
    queryClient.prefetchQuery(api.workspaces.members.queryOptions({ limit: 100 })),
    queryClient.fetchQuery(api.posts.get.queryOptions({ postId })),
  ]).catch((error: unknown) => {
    // An id that is none, or somebody else's, or in the trash.
    if (error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST")) notFound();
    throw error;
  });
  return (
    <Hydrate>
      <PostScreen
        key={postId}
        workspace={workspace}
        author={membership.name}
        postId={postId}
        timeZone={membership.timeZone}
        may={{
          write: roleCan(membership.role, "posts.write"),
          schedule: roleCan(membership.role, "posts.schedule"),
          ask: writer.label !== null,
        }}
      />
    </Hydrate>
  );
}
