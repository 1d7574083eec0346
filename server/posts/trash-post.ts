import { and, eq, isNotNull, sql } from "drizzle-orm";
import { posts } from "@/db/schema/posts";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { lockPost, postNotFound } from "@/server/posts/lock-post";
import { cancelForPost } from "@/server/publishing/cancel-for-post";

/**
 * Puts a post in the trash and cancels what was still to go out; what is out stays out. Throws FORBIDDEN when something
 * is still to go out and the actor may not schedule.
 */
export async function trashPost(ctx: Ctx, input: { postId: string }): Promise<void> {
  guard(ctx, "posts.write");
  return ctx.tx(async (tx) => {
    const post = await lockPost(tx, ctx.workspaceId, input.postId);
    const cancelled = await cancelForPost(tx, post.id);
    if (cancelled > 0 && !ctx.can("posts.schedule"))
      throw new AppError(
        "FORBIDDEN",
        "This post is scheduled, and your role does not allow to cancel that. Ask somebody who may schedule.",
      );
    await tx
      .update(posts)
      .set({ deletedAt: sql`now()` })
      .where(and(eq(posts.workspaceId, ctx.workspaceId), eq(posts.id, post.id)));
    await announce(tx, ctx.workspaceId, { kind: "post", id: post.id });
  });
}

/** Takes a post out of the trash as a draft; nothing is scheduled again. Throws NOT_FOUND when it is not in there. */
export async function restorePost(ctx: Ctx, input: { postId: string }): Promise<void> {
  guard(ctx, "posts.write");
  return ctx.tx(async (tx) => {
    const [post] = await tx
      .update(posts)
      .set({ deletedAt: null, updatedAt: sql`now()` })
      .where(and(eq(posts.workspaceId, ctx.workspaceId), eq(posts.id, input.postId), isNotNull(posts.deletedAt)))
      .returning({ id: posts.id });
    if (!post) throw postNotFound();
    await announce(tx, ctx.workspaceId, { kind: "post", id: post.id });
  });
}
