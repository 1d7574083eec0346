import type { Clock } from "./clock";

type Sleeper = { at: number; wake: () => void };

/** Waits for instants of the database's clock: never early, one timer for all, and what is on time before what is late. */
export type Alarm = { until: (at: number) => Promise<void> };

/** Timers fire up to 1 ms early and 1–2 ms late, so the last stretch is watched turn by turn of the event loop. */
const WATCH_MS = 1.5;
/** So many are woken in one turn of the event loop: what a burst does all at once would hold up whatever is due next. */
const AT_ONCE = 16;

export function createAlarm(clock: Clock): Alarm {
  const sleepers: Sleeper[] = [];
  const late: Sleeper["wake"][] = [];
  let planned: number | null = null;
  let cancel = (): void => {};

  const tick = (): void => {
    planned = null;
    const now = clock.now();
    const onTime = sleepers.slice(0, AT_ONCE).filter(({ at }) => at <= now);
    sleepers.splice(0, onTime.length);
    for (const { wake } of onTime) wake();
    for (const wake of late.splice(0, AT_ONCE - onTime.length)) wake();
    plan();
  };
  const plan = (): void => {
    const next = late.length > 0 ? 0 : sleepers[0]?.at;
    if (next === undefined || planned === next) return;
    cancel();
    planned = next;
    const left = next - clock.now();
    if (left > WATCH_MS + 1) {
      const timer = setTimeout(tick, left - WATCH_MS);
      cancel = () => clearTimeout(timer);
    } else {
      const turn = setImmediate(tick);
      cancel = () => clearImmediate(turn);
    }
  };
  return {
    until: (at) =>
      new Promise((wake) => {
        if (at <= clock.now()) late.push(wake);
        else sleepers.splice(sleepers.findLastIndex((s) => s.at <= at) + 1, 0, { at, wake });
        plan();
      }),
  };
}
