import { and, eq, isNotNull, sql } from "drizzle-orm";
import { sources } from "@/db/schema/sources";
import { type Ctx, guard } from "@/server/context";
import { announce } from "@/server/live/announce";
import { lockSource, sourceNotFound } from "@/server/sources/lock-source";

/** Puts a source in the trash. Posts made from it stay, with their citations. */
export async function trashSource(ctx: Ctx, input: { sourceId: string }): Promise<void> {
  guard(ctx, "sources.write");
  return ctx.tx(async (tx) => {
    const source = await lockSource(tx, ctx.workspaceId, input.sourceId);
    await tx
      .update(sources)
      .set({ deletedAt: sql`now()` })
      .where(and(eq(sources.workspaceId, ctx.workspaceId), eq(sources.id, source.id)));
    await announce(tx, ctx.workspaceId, { kind: "source", id: source.id, state: "trashed" });
  });
}

/** Takes a source out of the trash again. Throws NOT_FOUND when it is not in there. */
export async function restoreSource(ctx: Ctx, input: { sourceId: string }): Promise<void> {
  guard(ctx, "sources.write");
  return ctx.tx(async (tx) => {
    const [source] = await tx
      .update(sources)
      .set({ deletedAt: null })
      .where(
        and(eq(sources.workspaceId, ctx.workspaceId), eq(sources.id, input.sourceId), isNotNull(sources.deletedAt)),
      )
      .returning({ id: sources.id, state: sources.state });
    if (!source) throw sourceNotFound();
    await announce(tx, ctx.workspaceId, { kind: "source", id: source.id, state: source.state });
  });
}
