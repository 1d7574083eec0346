import { eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { workspaces } from "@/db/schema/workspaces";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { createDeliveries } from "@/server/publishing/create-deliveries";
import type { Scheduled, schedulePostInput } from "@/server/publishing/input";
import { databaseNow } from "@/server/publishing/wake";
import { type ChosenTime, chooseTime, ofInstant } from "@/server/publishing/wall-time";

/** Schedules a post on channels, each with the version that is current now. Throws BAD_REQUEST for a time that has passed. */
export async function schedulePost(ctx: Ctx, input: z.infer<typeof schedulePostInput>): Promise<Scheduled> {
  guard(ctx, "posts.schedule");
  return ctx.tx(async (tx) => {
    const time = await chooseFutureTime(ctx, tx, input);
    const { postId, channelIds, allowBlackout = false } = input;
    const made = await createDeliveries(ctx, tx, { postId, channelIds, time, allowBlackout });
    return { deliveries: made, shifted: time.shifted };
  });
}

/** Reads the time a person chose, in the workspace's zone unless they gave one; "now" is the database's. Throws BAD_REQUEST. */
export async function chooseFutureTime(
  ctx: Ctx,
  tx: Tx,
  { at, timeZone }: { at: string; timeZone?: string | undefined },
): Promise<ChosenTime> {
  const zone = timeZone ?? (await workspaceZone(ctx, tx));
  const now = await databaseNow(tx);
  if (at === "now") return ofInstant(Temporal.Instant.fromEpochMilliseconds(Math.ceil(now.getTime())), zone);
  const time = chooseTime(at, zone);
  if (time.dueAt < now) throw new AppError("BAD_REQUEST", "That time has passed. Choose a later one, or publish now.");
  return time;
}

/** The zone that wall times are read in when a person names none. */
export async function workspaceZone(ctx: Ctx, tx: Tx): Promise<string> {
  const [row] = await tx
    .select({ timeZone: workspaces.timeZone })
    .from(workspaces)
    .where(eq(workspaces.id, ctx.workspaceId));
  return row?.timeZone ?? "UTC";
}
