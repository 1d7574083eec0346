import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { posts } from "@/db/schema/posts";
import { AppError } from "@/server/errors";

/** The post's row, locked until the transaction ends. Throws NOT_FOUND when it is gone, in the trash or another tenant's. */
export async function lockPost(tx: Tx, workspaceId: string, postId: string) {
  const [post] = await tx
    .select()
    .from(posts)
    .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, postId), isNull(posts.deletedAt)))
    .for("update");
  if (!post) throw postNotFound();
  return post;
}

export const postNotFound = () => new AppError("NOT_FOUND", "There is no such post in this workspace.");
