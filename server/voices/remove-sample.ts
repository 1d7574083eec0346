import { and, eq } from "drizzle-orm";
import { voiceSamples } from "@/db/schema/voices";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { addEvent } from "@/server/outbox/add-event";

/** Takes a text out of a voice, which is measured anew. Throws NOT_FOUND. */
export async function removeSample(ctx: Ctx, { sampleId }: { sampleId: string }): Promise<void> {
  guard(ctx, "brands.write");
  const { workspaceId } = ctx;
  await ctx.tx(async (tx) => {
    const [gone] = await tx
      .delete(voiceSamples)
      .where(and(eq(voiceSamples.workspaceId, workspaceId), eq(voiceSamples.id, sampleId)))
      .returning({ brandId: voiceSamples.brandId });
    if (!gone) throw new AppError("NOT_FOUND", "There is no such text in this workspace.");
    await addEvent(tx, "voices/voice.changed", { workspaceId, ...gone });
  });
}
