import { and, eq } from "drizzle-orm";
import { sources } from "@/db/schema/sources";
import { type Ctx, guard } from "@/server/context";
import { announce } from "@/server/live/announce";
import { lockSource } from "@/server/sources/lock-source";

/** Gives a source a title of the person's choice, which later readings leave alone. */
export async function renameSource(ctx: Ctx, input: { sourceId: string; title: string }): Promise<void> {
  guard(ctx, "sources.write");
  return ctx.tx(async (tx) => {
    const source = await lockSource(tx, ctx.workspaceId, input.sourceId);
    await tx
      .update(sources)
      .set({ title: input.title, titleChosen: true })
      .where(and(eq(sources.workspaceId, ctx.workspaceId), eq(sources.id, source.id)));
    await announce(tx, ctx.workspaceId, { kind: "source", id: source.id, state: source.state });
  });
}
