import { and, eq, sql } from "drizzle-orm";
import { posts } from "@/db/schema/posts";
import { type Ctx, guard } from "@/server/context";
import { announce } from "@/server/live/announce";
import { lockPost } from "@/server/posts/lock-post";

/** Gives a post another working title; it is not part of what goes out. */
export async function renamePost(ctx: Ctx, input: { postId: string; title: string }): Promise<void> {
  guard(ctx, "posts.write");
  return ctx.tx(async (tx) => {
    const post = await lockPost(tx, ctx.workspaceId, input.postId);
    await tx
      .update(posts)
      .set({ title: input.title, updatedAt: sql`now()` })
      .where(and(eq(posts.workspaceId, ctx.workspaceId), eq(posts.id, post.id)));
    await announce(tx, ctx.workspaceId, { kind: "post", id: post.id });
  });
}
