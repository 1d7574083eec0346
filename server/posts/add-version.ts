import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { posts, renditions } from "@/db/schema/posts";
import { findAssets } from "@/server/assets/queries";
import { actorUserId, type Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";
import { checkRendition, RULES } from "@/server/networks/rules";
import type { SavedRendition } from "@/server/posts/input";
import type { CurrentRendition } from "@/server/posts/lock-rendition";
import { repinDeliveries } from "@/server/publishing/repin-deliveries";
import { insertVersion, type RenditionContent } from "@/server/renditions/insert-version";

type Change = { current: CurrentRendition; content: RenditionContent; origin: "edit" | "restore" };

/**
 * Makes a new version the current one. What is scheduled and not yet going out is moved to it in the same transaction,
 * unless it may not go out as it stands or the actor may not schedule: then the words that were scheduled stay in place.
 */
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
  if (ctx.can("posts.schedule") && (await mayGoOut(tx, current, content)))
    await repinDeliveries(tx, current.id, versionId);
  await announce(tx, workspaceId, { kind: "post", id: current.postId });
  return { renditionId: current.id, version, versionId };
}

async function mayGoOut(
  tx: Tx,
  { workspaceId, network }: CurrentRendition,
  content: RenditionContent,
): Promise<boolean> {
  if (content.checks.some(({ hard, state }) => hard && (state === "fix" || state === "needs_person"))) return false;
  const ids = content.parts.flatMap(({ media }) => media.map(({ assetId }) => assetId));
  const images = await findAssets(tx, workspaceId, ids);
  const parts = content.parts.map(({ text, media }) => ({
    text,
    media: media.flatMap(({ assetId, alt }) => {
      const image = images.get(assetId);
      return image ? [{ mediaType: image.mediaType, bytes: image.bytes, alt }] : [];
    }),
  }));
  return checkRendition({ title: content.title, parts }, RULES[network]).every(({ severity }) => severity !== "error");
}
