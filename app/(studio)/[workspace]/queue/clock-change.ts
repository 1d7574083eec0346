import { wallTimeIn } from "@/components/times";

const DAY_MS = 86_400_000;
/** A change of the clocks: when, and by how many minutes (60 is forward, as in spring). */
export type ClockChange = { at: Date; minutes: number };

const offsetAt = (ms: number, timeZone: string): number =>
  Date.parse(`${wallTimeIn(new Date(ms), timeZone).replace(" ", "T")}Z`) - Math.floor(ms / 1000) * 1000;

/** The next change of a zone's clocks within so many days, null when there is none. */
export function nextClockChange(timeZone: string, from: Date, days: number): ClockChange | null {
  const start = from.getTime();
  const before = offsetAt(start, timeZone);
  for (let day = 1; day <= days; day++) {
    const after = offsetAt(start + day * DAY_MS, timeZone);
    if (after === before) continue;
    let [low, high] = [start + (day - 1) * DAY_MS, start + day * DAY_MS];
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle, timeZone) === before) low = middle;
      else high = middle;
    }
    return { at: new Date(Math.round(high / 60_000) * 60_000), minutes: (after - before) / 60_000 };
  }
  return null;
}

/** What a change of the clocks means for posts, in a sentence. */
export function tellClockChange({ at, minutes }: ClockChange, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "long", day: "numeric", month: "long" }).format(at);
  const clock = (ms: number) => wallTimeIn(new Date(ms), timeZone).slice(11, 16);
  const after = clock(at.getTime());
  const wall = Date.parse(`${wallTimeIn(at, timeZone).replace(" ", "T")}Z`);
  const other = new Date(wall - minutes * 60_000).toISOString().slice(11, 16);
  return minutes > 0
    ? `On ${day} the clocks skip from ${other} to ${after}: a post planned in between goes out that much later.`
    : `On ${day} the clocks go back from ${other} to ${after}: a time that comes twice means the first.`;
}
