import { setTimeout as delay } from "node:timers/promises";

/** Polls until `check` gives something truthy and returns it; throws naming `what` after `deadlineMs`. */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  deadlineMs = 20_000,
): Promise<Exclude<T, false | undefined | null>> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await check();
    if (value) return value as Exclude<T, false | undefined | null>;
    if (Date.now() > deadline) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await delay(10);
  }
}
