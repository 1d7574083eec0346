import { and, desc, eq, lt } from "drizzle-orm";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import type { VersionList } from "@/server/posts/input";

type Wanted = { renditionId: string; limit: number; before?: number | undefined };

/** Every state a text has been in, newest first. Throws NOT_FOUND. */
export async function listVersions(ctx: Ctx, input: Wanted): Promise<VersionList> {
  guard(ctx, "workspace.read");
  const ofRendition = and(
    eq(renditionVersions.workspaceId, ctx.workspaceId),
    eq(renditionVersions.renditionId, input.renditionId),
  );
  const rows = await ctx.tx((tx) =>
    tx
      .select({
        id: renditionVersions.id,
        version: renditionVersions.version,
        origin: renditionVersions.origin,
        title: renditionVersions.title,
        parts: renditionVersions.parts,
        slides: renditionVersions.slides,
        authorId: renditionVersions.createdBy,
        createdAt: renditionVersions.createdAt,
      })
      .from(renditionVersions)
      .innerJoin(
        renditions,
        and(
          eq(renditions.workspaceId, renditionVersions.workspaceId),
          eq(renditions.id, renditionVersions.renditionId),
        ),
      )
      .innerJoin(posts, and(eq(posts.workspaceId, renditions.workspaceId), eq(posts.id, renditions.postId)))
      .where(and(ofRendition, input.before === undefined ? undefined : lt(renditionVersions.version, input.before)))
      .orderBy(desc(renditionVersions.version))
      .limit(input.limit + 1),
  );
  if (rows.length === 0 && input.before === undefined)
    throw new AppError("NOT_FOUND", "There is no such text in this workspace.");
  const items = rows.slice(0, input.limit);
  return { items, nextBefore: rows.length > input.limit ? (items.at(-1)?.version ?? null) : null };
}
