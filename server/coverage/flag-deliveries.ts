import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { posts, renditionVersions } from "@/db/schema/posts";
import { sources } from "@/db/schema/sources";
import type { Ctx } from "@/server/context";
import { readFates } from "@/server/coverage/read-fates";
import { raiseNotification, resolveNotifications } from "@/server/notifications/raise-notification";

type Reading = { sourceId: string; versionId: string; postId?: string };

/**
 * Tells people of scheduled posts whose words stand on what the source's newest reading no longer says, and takes it back
 * where they do again. Nothing scheduled is changed.
 */
export async function flagDeliveries(
  tx: Tx,
  workspaceId: string,
  { sourceId, versionId, postId }: Reading,
): Promise<void> {
  const rows = await tx
    .select({
      id: deliveries.id,
      channelId: deliveries.channelId,
      title: posts.title,
      citations: renditionVersions.citations,
    })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.workspaceId, deliveries.workspaceId), eq(posts.id, deliveries.postId)))
    .innerJoin(
      renditionVersions,
      and(eq(renditionVersions.workspaceId, deliveries.workspaceId), eq(renditionVersions.id, deliveries.versionId)),
    )
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        eq(posts.sourceId, sourceId),
        postId === undefined ? undefined : eq(posts.id, postId),
        inArray(deliveries.state, ["scheduled", "preparing", "ready"]),
      ),
    )
    .orderBy(asc(deliveries.id));
  const passageIds = rows.flatMap(({ citations }) => citations.flatMap((citation) => citation.passageIds));
  const fates = await readFates(tx, workspaceId, { sourceId, versionId, passageIds });
  const over: string[] = [];
  for (const { id, channelId, title, citations } of rows) {
    const cause = `lineage:${id}`;
    const touched = citations.filter((citation) =>
      citation.passageIds.some((passage) => ["changed", "gone"].includes(fates.get(passage)?.state ?? "")),
    ).length;
    if (touched === 0) over.push(cause);
    else {
      const what = touched === 1 ? "a sentence" : `${touched} sentences`;
      const text = `“${title}” is scheduled with ${what} whose source has changed. Open the source to compare.`;
      await raiseNotification(tx, workspaceId, { kind: "preflight", cause, text, channelId, deliveryId: id });
    }
  }
  await resolveNotifications(tx, workspaceId, over);
}

/** The same for a source that was just read; nothing when it has no reading. */
export async function flagChanges(ctx: Ctx, { sourceId }: { sourceId: string }): Promise<void> {
  const { workspaceId } = ctx;
  await ctx.tx(async (tx) => {
    const [source] = await tx
      .select({ versionId: sources.currentVersionId })
      .from(sources)
      .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId), sql`${sources.deletedAt} is null`));
    if (source?.versionId) await flagDeliveries(tx, workspaceId, { sourceId, versionId: source.versionId });
  });
}
