import { randomInt } from "node:crypto";
import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { z } from "zod";
import { deliveries } from "@/db/schema/deliveries";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { createDeliveries } from "@/server/publishing/create-deliveries";
import type { DeliverySummary } from "@/server/publishing/input";
import { deliveryNotFound, readDeliveries } from "@/server/publishing/queries";
import { channelOf, moveDelivery } from "@/server/publishing/reschedule-delivery";
import { workspaceZone } from "@/server/publishing/schedule-post";
import { databaseNow } from "@/server/publishing/wake";
import type { ChosenTime } from "@/server/publishing/wall-time";
import { findFreeSlots, nextFreeSlot, readSlots, slotTimes } from "@/server/scheduling/free-slots";
import { holdQueues } from "@/server/scheduling/hold-queues";
import type { addToQueueInput, moveInQueueInput, Queued } from "@/server/scheduling/input";

/** So many deliveries of a queue change places at once, the next ones. */
const MOST_SHUFFLED = 200;
/** What is about to go out stays where it is. */
const SETTLED_MS = 60_000;

/** Schedules a post at the next free slot of each channel, all or none. Throws PRECONDITION_FAILED when a queue has none. */
export async function addToQueue(ctx: Ctx, { postId, channelIds }: z.output<typeof addToQueueInput>): Promise<Queued> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const queues = await holdQueues(tx, workspaceId, channelIds);
    const after = await databaseNow(tx);
    const made: Queued = { deliveries: [], shifted: [] };
    for (const { id: channelId, name: channelName } of queues) {
      const time = await nextFreeSlot(tx, { workspaceId, channelId, channelName, after });
      made.deliveries.push(...(await createDeliveries(ctx, tx, { postId, channelIds: [channelId], time })));
      if (time.shifted) made.shifted.push(`${channelName}: ${time.shifted}`);
    }
    return made;
  });
}

/** Moves a delivery to a free slot of its channel: the next one, or the one at `to`. Throws CONFLICT when that is not free. */
export async function moveInQueue(
  ctx: Ctx,
  { deliveryId, to, revision }: z.output<typeof moveInQueueInput>,
): Promise<{ delivery: DeliverySummary; shifted: string | null }> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    const channelId = await channelOf(tx, workspaceId, deliveryId);
    const [queue] = await holdQueues(tx, workspaceId, [channelId]);
    const now = await databaseNow(tx);
    const after = to && to > now ? new Date(to.getTime() - 1) : now;
    const wanted = { workspaceId, channelId, after };
    const [free] = to ? await findFreeSlots(tx, { ...wanted, count: 1 }) : [];
    if (to && free?.dueAt.getTime() !== to.getTime())
      throw new AppError("CONFLICT", "That slot is not free any more. Choose another one.");
    const time = free ?? (await nextFreeSlot(tx, { ...wanted, channelName: queue?.name ?? "" }));
    await moveDelivery(tx, { workspaceId, deliveryId, revision, time });
    const [delivery] = await readDeliveries(tx, workspaceId, [deliveryId]);
    if (!delivery) throw deliveryNotFound();
    return { delivery, shifted: time.shifted };
  });
}

/** Lets the deliveries that sit in slots of a channel's queue change places at random; returns how many moved. */
export async function shuffleQueue(ctx: Ctx, { channelId }: { channelId: string }): Promise<{ moved: number }> {
  guard(ctx, "posts.schedule");
  const { workspaceId } = ctx;
  return ctx.tx(async (tx) => {
    await holdQueues(tx, workspaceId, [channelId]);
    const after = new Date((await databaseNow(tx)).getTime() + SETTLED_MS);
    const planned = await tx
      .select({ id: deliveries.id, dueAt: deliveries.dueAt, revision: deliveries.revision })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.workspaceId, workspaceId),
          eq(deliveries.channelId, channelId),
          inArray(deliveries.state, ["scheduled", "preparing", "ready"]),
          gt(deliveries.dueAt, after),
        ),
      )
      .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
      .limit(MOST_SHUFFLED);
    const timeZone = await workspaceZone(ctx, tx);
    const times = timesUntil(
      planned.at(-1)?.dueAt ?? after,
      slotTimes(await readSlots(tx, workspaceId, channelId), { after, timeZone }),
    );
    const queued = planned.flatMap((one) => {
      const time = times.get(one.dueAt.getTime());
      return time ? [{ ...one, time }] : [];
    });
    const places = shuffled(queued.map(({ time }) => time));
    const moves = queued
      .map(({ id, dueAt, revision }, i) => ({ id, dueAt, revision, time: places[i] }))
      .filter((move): move is typeof move & { time: ChosenTime } => move.time?.dueAt.getTime() !== move.dueAt.getTime())
      // The ledger's rows are always locked in the order of their ids.
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id: deliveryId, revision, time } of moves)
      await moveDelivery(tx, { workspaceId, deliveryId, revision, time });
    return { moved: moves.length };
  });
}

function timesUntil(last: Date, times: Iterable<ChosenTime>): Map<number, ChosenTime> {
  const found = new Map<number, ChosenTime>();
  for (const time of times) {
    if (time.dueAt > last) break;
    found.set(time.dueAt.getTime(), time);
  }
  return found;
}

/** Fisher and Yates. */
function shuffled<T>(list: T[]): T[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
  }
  return mixed;
}
