import type { Tx } from "@/db/client";
import { renditions } from "@/db/schema/posts";
import { AppError } from "@/server/errors";
import type { NetworkId } from "@/server/networks/rules";
import { insertVersion, type RenditionContent } from "@/server/renditions/insert-version";

type NewRendition = {
  workspaceId: string;
  postId: string;
  network: NetworkId;
  content: RenditionContent;
  createdBy: string | null;
};

/** Adds a post's text for one network with its first version. Throws CONFLICT when the post has one for it. */
export async function insertRendition(tx: Tx, rendition: NewRendition): Promise<{ id: string; versionId: string }> {
  const { workspaceId, postId, network, content, createdBy } = rendition;
  const [made] = await tx
    .insert(renditions)
    .values({ workspaceId, postId, network })
    .onConflictDoNothing()
    .returning({ id: renditions.id });
  if (!made) throw new AppError("CONFLICT", "This post has a text for that network already.");
  const versionId = await insertVersion(tx, {
    ...content,
    workspaceId,
    renditionId: made.id,
    version: 1,
    origin: "edit",
    createdBy,
  });
  return { id: made.id, versionId };
}
