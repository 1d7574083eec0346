import { posts } from "@/db/schema/posts";
import { checkImages } from "@/server/assets/queries";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { announce } from "@/server/live/announce";
import type { CreatePostInput } from "@/server/posts/input";
import { insertRendition } from "@/server/posts/insert-rendition";

/** Starts a post that has no source: nothing to trace, so nothing but the networks' own limits holds it back. */
export async function createPost(ctx: Ctx, input: CreatePostInput): Promise<{ id: string }> {
  guard(ctx, "posts.write");
  const { workspaceId } = ctx;
  const createdBy = actorUserId(ctx);
  return ctx.tx(async (tx) => {
    await checkImages(
      tx,
      workspaceId,
      input.renditions.flatMap(({ parts }) => parts),
    );
    const [post] = await tx
      .insert(posts)
      .values({ workspaceId, title: input.title ?? titleOf(input), createdBy })
      .returning({ id: posts.id });
    if (!post) throw new Error("The post was not inserted.");
    for (const { network, title, parts } of input.renditions) {
      const content = { title: title || null, parts, slides: [], citations: [], checks: [], language: null };
      await insertRendition(tx, { workspaceId, postId: post.id, network, content, createdBy });
    }
    await announce(tx, workspaceId, { kind: "post", id: post.id });
    return post;
  });
}

function titleOf({ renditions }: CreatePostInput): string {
  const [first] = renditions;
  const line = (first?.title || first?.parts[0]?.text || "").trim().split("\n")[0] ?? "";
  return line.slice(0, 120).replace(/[\uD800-\uDBFF]$/, "") || "Untitled";
}
