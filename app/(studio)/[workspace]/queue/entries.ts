import type { z } from "zod";
import { wallTimeIn } from "@/components/times";
import type { DeliverySummary } from "@/server/publishing/input";
import type { freeSlots } from "@/server/scheduling/input";

/** A time of the queue with nothing in it. */
export type FreeSlot = z.infer<typeof freeSlots>["items"][number];

/** What the queue shows at a time: a post that goes out then, or a slot that is free. */
export type Entry = { at: Date } & ({ kind: "post"; delivery: DeliverySummary } | { kind: "free"; slot: FreeSlot });
export type Day = { day: string; entries: Entry[] };

/** Free slots shown after the last post. */
const FREE_AFTER = 5;
const SHOWN: readonly DeliverySummary["state"][] = ["scheduled", "preparing", "ready", "claimed", "sending", "unknown"];

/** Posts and free slots in the order of their times, by day of the zone. */
export function daysOf(deliveries: DeliverySummary[], free: FreeSlot[], timeZone: string): Day[] {
  const posts = deliveries.filter(({ state }) => SHOWN.includes(state));
  const last = Math.max(0, ...posts.map(({ dueAt }) => dueAt.getTime()));
  const between = free.filter(({ dueAt }) => dueAt.getTime() <= last);
  const after = free.filter(({ dueAt }) => dueAt.getTime() > last).slice(0, FREE_AFTER);
  const entries: Entry[] = [
    ...posts.map((delivery) => ({ kind: "post" as const, at: delivery.dueAt, delivery })),
    ...[...between, ...after].map((slot) => ({ kind: "free" as const, at: slot.dueAt, slot })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  const byDay = Map.groupBy(entries, ({ at }) => wallTimeIn(at, timeZone).slice(0, 10));
  return [...byDay].map(([day, list]) => ({ day, entries: list }));
}

/** "Monday 23 November" of a day; "Today" and "Tomorrow" for those. */
export function dayName(day: string, today: string): string {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  const name = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
  const full = name.format(new Date(`${day}T00:00:00Z`));
  return days === 0 ? `Today, ${full}` : days === 1 ? `Tomorrow, ${full}` : full;
}
