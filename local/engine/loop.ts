import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Executor } from "./execute.ts";
import { performJob } from "./perform-job.ts";
import { claimJobs, giveBack, keepLeases, nextDueIn, takeOver } from "./queue.ts";
import type { Job } from "./scope.ts";

/** The loop that claims due jobs and does them. */
export type Loop = {
  /** Looks for due jobs now: after a commit, a NOTIFY, a finished job. */
  poke: () => void;
  inHand: () => number;
  /** Claims no more; waits up to `graceMs` for the jobs in hand, then `abort` and waits for them to be given back. */
  stop: (graceMs: number, abort: () => void) => Promise<void>;
};

type LoopOptions = {
  executor: Executor;
  owner: number;
  log: Logger;
  /** Nothing is claimed before: what is known of the app may be from another day. */
  ready: Promise<void>;
  slots?: number;
};

const idlePollMs = 5000; // a floor under NOTIFY, which a broken connection may swallow
const leaseCheckMs = 500;

/** Starts claiming. Functions must be loaded by then. */
export function startLoop({ executor, owner, log, ready, slots = 64 }: LoopOptions): Loop {
  const { db } = executor;
  const held = new Map<string, Promise<void>>();
  let stopped = false;
  let begun = false;
  let pumping = false;
  let again = false;
  let due: NodeJS.Timeout | undefined;

  const poke = () => {
    again = true;
    if (pumping || stopped || !begun) return;
    pumping = true;
    pump()
      .catch((error) => stopped || log.error({ err: error }, "claiming failed"))
      .finally(() => {
        pumping = false;
        if (again) poke();
      });
  };

  async function pump(): Promise<void> {
    while (again && !stopped) {
      again = false;
      const free = slots - held.size;
      if (free <= 0) return; // a finished job pokes
      const jobs = await db.query((sql) => claimJobs(sql, owner, free));
      for (const job of jobs) take(job);
      if (jobs.length === free || again) continue;
      const ms = await db.query(nextDueIn);
      clearTimeout(due);
      // Rounded up: a timer that fires a little early would find nothing due.
      due = setTimeout(poke, Math.min(Math.max(Math.ceil(ms ?? idlePollMs), 0), idlePollMs));
    }
  }

  function take(job: Job): void {
    const work = performJob(executor, job)
      .catch(async (error) => {
        if (stopped) return; // the next engine finds it
        log.error({ err: error, job: job.id, kind: job.kind, run: job.runId }, "job failed; it will be tried again");
        await db.query((sql) => giveBack(sql, job, { delayMs: 1000, counted: false }));
      })
      .catch((error) => log.error({ err: error, job: job.id }, "job could not be given back; its lease will end"))
      .finally(() => {
        held.delete(job.id);
        poke();
      });
    held.set(job.id, work);
  }

  const leases = setInterval(() => {
    tend().catch((error) => stopped || log.warn({ err: error }, "leases not extended"));
  }, leaseCheckMs);

  async function tend(): Promise<void> {
    await db.query((sql) => keepLeases(sql, owner, () => [...held.keys()]), { patienceMs: 0 });
    const freed = await db.query((sql) => takeOver(sql, owner), { patienceMs: 0 });
    if (freed === 0) return;
    log.info({ jobs: freed }, "took over the jobs of an engine that is gone");
    poke();
  }

  ready.then(
    () => {
      begun = true;
      poke();
    },
    () => {},
  );
  return {
    poke,
    inHand: () => held.size,
    async stop(graceMs, abort) {
      stopped = true;
      clearTimeout(due);
      clearInterval(leases);
      const all = Promise.allSettled(held.values());
      await Promise.race([all, delay(graceMs, undefined, { ref: false })]);
      abort();
      await Promise.race([all, delay(2000, undefined, { ref: false })]);
    },
  };
}
