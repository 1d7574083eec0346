import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { posts, renditions } from "@/db/schema/posts";
import { actorUserId, type Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import type { SavedRendition } from "@/server/posts/input";
import type { CurrentRendition } from "@/server/posts/lock-rendition";
import { repinDeliveries } from "@/server/publishing/repin-deliveries";
import { insertVersion, type RenditionContent } from "@/server/renditions/insert-version";

type Change = { current: CurrentRendition; content: RenditionContent; origin: "edit" | "restore" };

/** Makes a new version the current one: what is scheduled and not yet going out is moved to it in the same transaction. */
export async function addVersion(ctx: Ctx, tx: Tx, { current, content, origin }: Change): Promise<SavedRendition> {
  const { workspaceId } = ctx;
  const version = current.version + 1;
  const versionId = await insertVersion(tx, {
    ...content,
    workspaceId,
    renditionId: current.id,
    version,
    origin,
    createdBy: actorUserId(ctx),
  });
  await tx
    .update(renditions)
    .set({ version })
    .where(and(eq(renditions.workspaceId, workspaceId), eq(renditions.id, current.id)));
  await tx
    .update(posts)
    .set({ updatedAt: sql`now()` })
    .where(and(eq(posts.workspaceId, workspaceId), eq(posts.id, current.postId)));
  await repinDeliveries(tx, current.id, versionId);
  await announce(tx, workspaceId, { kind: "post", id: current.postId });
  return { renditionId: current.id, version, versionId };
}
