import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addVersion } from "@/server/posts/add-version";
import type { SavedRendition } from "@/server/posts/input";
import { checkBase, lockRendition, readVersion } from "@/server/posts/lock-rendition";

type Restore = { renditionId: string; version: number; baseVersion: number };

/** Makes an older version current again as a new one, with its sources and signatures. Throws NOT_FOUND and CONFLICT. */
export async function restoreVersion(ctx: Ctx, input: Restore): Promise<SavedRendition> {
  guard(ctx, "posts.write");
  return ctx.tx(async (tx) => {
    const current = await lockRendition(tx, ctx.workspaceId, input.renditionId);
    checkBase(current, input.baseVersion);
    const { renditionId, version } = input;
    const old = await readVersion(tx, { workspaceId: ctx.workspaceId, renditionId, version });
    if (!old) throw new AppError("NOT_FOUND", "There is no such version.");
    const { title, parts, slides, citations, checks, language } = old;
    return addVersion(ctx, tx, {
      current,
      content: { title, parts, slides, citations, checks, language },
      origin: "restore",
    });
  });
}
