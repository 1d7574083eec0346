import type { Clock } from "./clock";

type Sleeper = { at: number; wake: () => void };

/** Waits for instants of the database's clock: never early, and one timer for all. */
export type Alarm = { until: (at: number) => Promise<void> };

/** Timers fire up to 1 ms early and 1–2 ms late, so the last stretch is watched turn by turn of the event loop. */
const WATCH_MS = 1.5;

export function createAlarm(clock: Clock): Alarm {
  const sleepers: Sleeper[] = [];
  let planned: number | null = null;
  let cancel = (): void => {};

  const tick = (): void => {
    planned = null;
    const now = clock.now();
    while (sleepers[0] && sleepers[0].at <= now) sleepers.shift()?.wake();
    plan();
  };
  const plan = (): void => {
    const next = sleepers[0]?.at;
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
        if (at <= clock.now()) return wake();
        const place = sleepers.findLastIndex((s) => s.at <= at) + 1;
        sleepers.splice(place, 0, { at, wake });
        plan();
      }),
  };
}
