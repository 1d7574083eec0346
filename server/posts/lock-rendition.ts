import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { AppError } from "@/server/errors";

const VERSION = {
  versionId: renditionVersions.id,
  hash: renditionVersions.hash,
  title: renditionVersions.title,
  parts: renditionVersions.parts,
  slides: renditionVersions.slides,
  citations: renditionVersions.citations,
  checks: renditionVersions.checks,
  language: renditionVersions.language,
};

/** A rendition of a post that is not in the trash, with its current version. */
export type CurrentRendition = Awaited<ReturnType<typeof lockRendition>>;

/** The rendition, locked until the transaction ends so that edits come one after the other. Throws NOT_FOUND. */
export async function lockRendition(tx: Tx, workspaceId: string, renditionId: string) {
  const [rendition] = await tx
    .select({
      id: renditions.id,
      workspaceId: renditions.workspaceId,
      postId: renditions.postId,
      network: renditions.network,
      version: renditions.version,
      sourceVersionId: posts.sourceVersionId,
    })
    .from(renditions)
    .innerJoin(posts, and(eq(posts.workspaceId, renditions.workspaceId), eq(posts.id, renditions.postId)))
    .where(and(eq(renditions.workspaceId, workspaceId), eq(renditions.id, renditionId), isNull(posts.deletedAt)))
    .for("update", { of: renditions });
  // Read after the lock: the version another edit made while this one waited is the current one.
  const current = rendition && (await readVersion(tx, { ...rendition, renditionId }));
  if (!current) throw renditionNotFound();
  return { ...rendition, ...current };
}

/** One version of a rendition, null when there is none of that number. */
export async function readVersion(tx: Tx, at: { workspaceId: string; renditionId: string; version: number }) {
  const [found] = await tx
    .select(VERSION)
    .from(renditionVersions)
    .where(
      and(
        eq(renditionVersions.workspaceId, at.workspaceId),
        eq(renditionVersions.renditionId, at.renditionId),
        eq(renditionVersions.version, at.version),
      ),
    );
  return found ?? null;
}

const renditionNotFound = () => new AppError("NOT_FOUND", "There is no such text in this workspace.");

/**
 * Refuses an edit made on a version that is no longer the current one. The CONFLICT carries what is current, so that the
 * person loses neither their words nor the other's.
 */
export function checkBase(current: CurrentRendition, baseVersion: number): void {
  if (current.version === baseVersion) return;
  throw new AppError(
    "CONFLICT",
    "This was changed elsewhere meanwhile. Your words are kept here; choose which to use.",
    {
      details: { currentVersion: current.version, title: current.title, parts: current.parts, slides: current.slides },
    },
  );
}
