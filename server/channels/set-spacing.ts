import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { channels } from "@/db/schema/channels";
import type { setSpacingInput } from "@/server/channels/input";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";

/**
 * Sets how far apart posts of a channel go out at least; null leaves it to the network. What the old distance still kept
 * waiting is let go: a network that wants quiet says so again at the next post. Throws NOT_FOUND.
 */
export async function setSpacing(
  ctx: Ctx,
  { channelId, spacingSeconds }: z.infer<typeof setSpacingInput>,
): Promise<void> {
  guard(ctx, "channels.manage");
  return ctx.tx(async (tx) => {
    const [channel] = await tx
      .update(channels)
      .set({ spacingSeconds, notBefore: null })
      .where(and(eq(channels.workspaceId, ctx.workspaceId), eq(channels.id, channelId), isNull(channels.deletedAt)))
      .returning({ id: channels.id });
    if (!channel) throw new AppError("NOT_FOUND", "There is no such channel.");
    await announce(tx, ctx.workspaceId, { kind: "channel", id: channelId });
  });
}
