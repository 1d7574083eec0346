import type { z } from "zod";
import { type Ctx, guard } from "@/server/context";
import { createDeliveries } from "@/server/publishing/create-deliveries";
import type { publishNowInput, Scheduled } from "@/server/publishing/input";
import { chooseFutureTime } from "@/server/publishing/schedule-post";

/** Sends a post to channels at once: a delivery that is due now. */
export async function publishNow(ctx: Ctx, input: z.infer<typeof publishNowInput>): Promise<Scheduled> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const time = await chooseFutureTime(ctx, tx, { at: "now" });
    return {
      deliveries: await createDeliveries(ctx, tx, { ...input, allowBlackout: input.allowBlackout ?? false, time }),
      shifted: null,
    };
  });
}
