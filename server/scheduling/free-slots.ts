import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { slots } from "@/db/schema/scheduling";
import { AppError } from "@/server/errors";
import { blackoutAt, readBlackouts } from "@/server/publishing/refuse-blackout";
import { type ChosenTime, chooseTime, wallDate } from "@/server/publishing/wall-time";

/** Nobody plans a queue further ahead. */
const DAYS_AHEAD = 366;
/** States in which a delivery still has its slot. */
const HOLDING = ["scheduled", "preparing", "ready", "claimed", "sending", "unknown", "needs_attention"] as const;

type Wanted = {
  workspaceId: string;
  channelId: string;
  count: number;
  /** Only slots later than this instant. */
  after: Date;
};

/**
 * The next free slots of a channel: no unfinished delivery of it is due at that instant and no blackout covers it. Fewer
 * than asked for when the year ahead has no more. Whoever is to get one must hold the queue.
 */
export async function findFreeSlots(tx: Tx, { workspaceId, channelId, count, after }: Wanted): Promise<ChosenTime[]> {
  const queue = await readSlots(tx, workspaceId, channelId);
  const blackouts = await readBlackouts(tx, workspaceId, { from: after, channelIds: [channelId] });
  const taken = await takenAfter(tx, { workspaceId, channelId, after });
  const free: ChosenTime[] = [];
  for (const time of slotTimes(queue, { after, timeZone: blackouts.timeZone })) {
    if (free.length >= count) break;
    if (taken.has(time.dueAt.getTime()) || blackoutAt(blackouts, channelId, time.dueAt)) continue;
    free.push(time);
  }
  return free;
}

/** The next free slot. Throws PRECONDITION_FAILED when the channel has no slots, or none free within a year. */
export async function nextFreeSlot(
  tx: Tx,
  wanted: Omit<Wanted, "count"> & { channelName: string },
): Promise<ChosenTime> {
  const [next] = await findFreeSlots(tx, { ...wanted, count: 1 });
  if (next) return next;
  const { workspaceId, channelId, channelName } = wanted;
  const none = (await readSlots(tx, workspaceId, channelId)).length === 0;
  throw new AppError(
    "PRECONDITION_FAILED",
    none
      ? `The queue of ${channelName} has no slots yet. Add some first, or choose a time.`
      : `The queue of ${channelName} is full for a year. Add slots, or choose a time.`,
    { details: { channelId } },
  );
}

type SlotTime = { weekday: number; time: string };

/** A channel's slots, by weekday and time. */
export const readSlots = (tx: Tx, workspaceId: string, channelId: string): Promise<(SlotTime & { id: string })[]> =>
  tx
    .select({ id: slots.id, weekday: slots.weekday, time: slots.time })
    .from(slots)
    .where(and(eq(slots.workspaceId, workspaceId), eq(slots.channelId, channelId)))
    .orderBy(asc(slots.weekday), asc(slots.time));

/**
 * The instants of slots after one, in order, for a year. A slot in the hour that the clocks skip moves as `chooseTime`
 * says, one in the hour that comes twice means the first; two slots that fall together that way are one.
 */
export function* slotTimes(
  queue: SlotTime[],
  { after, timeZone }: { after: Date; timeZone: string },
): Generator<ChosenTime> {
  const first = Temporal.PlainDate.from(wallDate(after, timeZone));
  let last = after.getTime();
  for (let n = 0; n < DAYS_AHEAD && queue.length > 0; n++) {
    const day = first.add({ days: n });
    const times = queue
      .filter(({ weekday }) => weekday === day.dayOfWeek)
      .map(({ time }) => chooseTime(`${day}T${time}`, timeZone))
      // Where a skipped slot moves, the order of the clock is not that of the instants.
      .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    for (const time of times) {
      if (time.dueAt.getTime() <= last) continue;
      last = time.dueAt.getTime();
      yield time;
    }
  }
}

async function takenAfter(tx: Tx, { workspaceId, channelId, after }: Omit<Wanted, "count">): Promise<Set<number>> {
  const rows = await tx
    .selectDistinct({ dueAt: deliveries.dueAt })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        eq(deliveries.channelId, channelId),
        inArray(deliveries.state, HOLDING),
        gt(deliveries.dueAt, after),
      ),
    );
  return new Set(rows.map(({ dueAt }) => dueAt.getTime()));
}
