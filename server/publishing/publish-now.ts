import { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import { type Ctx, guard } from "@/server/context";
import { createDeliveries } from "@/server/publishing/create-deliveries";
import type { publishNowInput, Scheduled } from "@/server/publishing/input";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import { ofInstant } from "@/server/publishing/wall-time";

/** Sends a post to channels at once: a delivery that is due now. */
export async function publishNow(ctx: Ctx, input: z.infer<typeof publishNowInput>): Promise<Scheduled> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const now = Temporal.Instant.fromEpochMilliseconds(Math.ceil((await databaseNow(tx)).getTime()));
    const time = ofInstant(now, await workspaceZone(ctx, tx));
    return { deliveries: await createDeliveries(ctx, tx, { ...input, time }), shifted: null };
  });
}
