import { log } from "@/server/log";

/** When to look next: at once when woken, else as the last look said; one look at a time. */
export function createLooks(look: () => Promise<number>) {
  let timer: NodeJS.Timeout | null = null;
  let plannedAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | null = null;
  let again = Number.POSITIVE_INFINITY;
  let starved = false;
  let stopped = false;

  const plan = (ms: number): void => {
    const at = performance.now() + ms;
    if (stopped || at >= plannedAt) return;
    if (timer) clearTimeout(timer);
    plannedAt = at;
    timer = setTimeout(start, Math.max(ms, 0));
  };
  const start = (): void => {
    timer = null;
    plannedAt = Number.POSITIVE_INFINITY;
    running ??= run().finally(() => {
      running = null;
      if (again < Number.POSITIVE_INFINITY) plan(Math.max(again - performance.now(), 0));
      again = Number.POSITIVE_INFINITY;
    });
  };
  const run = async (): Promise<void> => {
    try {
      plan(await look());
    } catch (error) {
      log().warn({ err: error }, "the ledger cannot be read; trying again");
      plan(500);
    }
  };
  return {
    in: (ms: number): void => {
      if (running) again = Math.min(again, performance.now() + ms);
      else plan(ms);
    },
    /** The last look left something in the ledger for want of room. */
    starve: (yes: boolean): void => {
      starved = yes;
    },
    /** Room was made. */
    hungry: (): void => {
      if (starved) plan(25);
    },
    stop: async (): Promise<void> => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
