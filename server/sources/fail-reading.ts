import { and, eq, isNull } from "drizzle-orm";
import { sources, sourceVersions } from "@/db/schema/sources";
import type { Ctx } from "@/server/context";
import { announce } from "@/server/live/announce";

type Failed = { sourceId: string; versionId: string; reason: string; message: string };

/**
 * Records that a version could not be read. A source that was read before stays ready with what it had; one that never was
 * is failed. Does nothing when the version was read meanwhile or is gone.
 */
export function failReading(ctx: Ctx, { sourceId, versionId, reason, message }: Failed): Promise<void> {
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const [source] = await tx
      .select({ id: sources.id, currentVersionId: sources.currentVersionId })
      .from(sources)
      .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId)))
      .for("update");
    const unread = and(
      eq(sourceVersions.workspaceId, workspaceId),
      eq(sourceVersions.id, versionId),
      eq(sourceVersions.sourceId, sourceId),
      isNull(sourceVersions.blocks),
    );
    const [version] = await tx.select({ id: sourceVersions.id }).from(sourceVersions).where(unread);
    if (!source || !version) return;
    const state = source.currentVersionId ? "ready" : "failed";
    if (source.currentVersionId) await tx.delete(sourceVersions).where(unread);
    await tx
      .update(sources)
      .set({ state, failure: { reason, message } })
      .where(and(eq(sources.workspaceId, workspaceId), eq(sources.id, sourceId)));
    await announce(tx, workspaceId, { kind: "source", id: sourceId, state });
  });
}
