import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { networks as registered } from "@/server/channels/networks";
import { env } from "@/server/env";
import { log } from "@/server/log";
import type { Network } from "@/server/networks/network";
import type { NetworkId } from "@/server/networks/rules";
import { LOOK_EVERY_MS } from "@/server/publishing/wake";
import { createAlarm } from "./alarm";
import { createBatch } from "./batch";
import { type ChannelDoor, channelDoor } from "./channel-door";
import { createClock } from "./clock";
import { openConnections } from "./connections";
import { createFigureLog, type Figures } from "./figures";
import { createLanes, type Held } from "./lanes";
import { createLedger, type Outcome } from "./ledger";
import { type Means, makeReady } from "./make-ready";
import { showPresence } from "./presence";
import { recordAll } from "./record-all";
import { send } from "./send";
import { MOST, TIMING, type Timing } from "./settings";

/** A running dispatcher. */
export type Dispatcher = {
  owner: string;
  /** Look at the ledger now. */
  arm: () => void;
  stats: () => Figures & { held: number; sending: number };
  /** Puts claims back, lets what is being sent finish, writes the outcomes, closes its connections. */
  stop: () => Promise<void>;
};

export type DispatcherOptions = {
  networks?: ReadonlyMap<NetworkId, Network>;
  door?: ChannelDoor;
  timing?: Partial<Timing>;
};

/** Starts a dispatcher with connections of its own, so that a busy app pool never makes a post late. */
export async function createDispatcher(options: DispatcherOptions = {}): Promise<Dispatcher> {
  const timing: Timing = { ...TIMING, ...options.timing };
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const { DATABASE_URL, DATABASE_DIRECT_URL = DATABASE_URL } = env();
  const connections = openConnections(DATABASE_URL, 4);
  const clock = createClock();
  const ledger = createLedger(connections.run, { owner, clock });
  const means: Means = { networks: options.networks ?? registered, door: options.door ?? channelDoor, clock, timing };
  const alarm = createAlarm(clock);
  const figures = createFigureLog();
  const withinMs = timing.startWithin + timing.request + timing.grace;

  let stopping = false;
  let sending = 0;
  const begins = createBatch({
    most: 500,
    atOnce: 2,
    run: async (intents: Parameters<typeof ledger.begin>[0]) => {
      const won = await ledger.begin(intents, withinMs);
      return ({ id }) => won.has(id);
    },
  });
  const outcomes = createBatch({
    most: 500,
    atOnce: 2,
    run: async (items: Outcome[]) => {
      const kept = await recordAll(items, {
        record: (some) => ledger.record(some, withinMs),
        stopping: () => stopping,
      });
      return ({ id }) => kept.has(id);
    },
  });
  const report = (outcome: Outcome): Promise<boolean> => outcomes.add(outcome);

  const finish = async (held: Held, outcome: Outcome): Promise<void> => {
    const kept = await report(outcome).catch((error: unknown) => {
      const ids = { workspaceId: held.delivery.workspaceId, deliveryId: outcome.id };
      log().error({ err: error, ...ids }, "an outcome could not be recorded; it will be looked up");
      return false;
    });
    lanes.drop(held.delivery);
    if (kept && outcome.state === "scheduled") looks.in(outcome.delayMs ?? 0);
    else looks.hungry();
  };

  const go = async (held: Held): Promise<void> => {
    const { delivery } = held;
    const leave = (): void => {
      lanes.drop(delivery);
      looks.in(0);
    };
    let begunAt = 0;
    try {
      const readiness = await held.readiness;
      if ("settled" in readiness) return void finish(held, readiness.settled);
      const { ready } = readiness;
      // Held up between its preparation and now: it has to be looked up first, as whatever is overdue.
      if (!ready.lookedUp && clock.now() - delivery.sendAt > timing.overdue) {
        await ledger.release([delivery.id]);
        return leave();
      }
      begunAt = performance.now();
      const { id, fence, revision } = delivery;
      if (!(await begins.add({ id, fence, revision, ordinal: ready.next }))) return leave();
      sending++;
      try {
        await alarm.until(delivery.sendAt);
        void finish(held, await send(ready, means, { begunAt, report, figures }));
      } finally {
        sending--;
      }
    } catch (error) {
      // Our own database failed: the lease, or the intent's deadline, puts this right.
      const { id: deliveryId, workspaceId } = delivery;
      log().warn({ err: error, workspaceId, deliveryId }, "a delivery could not be begun");
      lanes.drop(delivery);
      looks.in(timing.tend);
    }
  };
  const lanes = createLanes({ clock, cutOff: timing.cutOff, prepare: (delivery) => makeReady(delivery, means), go });

  let tendedAt = Number.NEGATIVE_INFINITY;
  let renewedAt = performance.now();
  const look = async (): Promise<number> => {
    const room = Math.min(MOST.claim, MOST.held - lanes.size());
    const full = lanes.full();
    const ids = room > 0 ? await ledger.claim(room, timing, full) : [];
    if (ids.length > 0) for (const delivery of await ledger.load(ids)) lanes.add(delivery);
    looks.starve(ids.length === room || full.channels.length + full.networks.length + full.workspaces.length > 0);
    if (lanes.size() > 0 && performance.now() - renewedAt > timing.lease / 3) {
      renewedAt = performance.now();
      await ledger.renew(timing.lease, lanes.ids());
    }
    if (ids.length > 0 && ids.length === room) return 0;
    if (performance.now() - tendedAt < timing.tend) return timing.tend / 2;
    tendedAt = performance.now();
    const { released, expired, nextAt, watched } = await ledger.tend(timing.patience);
    if (expired > 0) log().warn({ expired }, "deliveries whose sender fell silent are being looked up");
    if (released > 0) return 0;
    const untilNext = nextAt === null ? LOOK_EVERY_MS : Math.max(nextAt - timing.ahead - clock.now(), timing.tend / 4);
    return Math.min(untilNext, watched || lanes.size() > 0 ? timing.tend : LOOK_EVERY_MS);
  };
  const looks = createLooks(look);

  await ledger.readClock();
  const leave = await showPresence({ url: DATABASE_DIRECT_URL, owner, onWake: () => looks.in(0) });

  return {
    owner,
    arm: () => looks.in(0),
    stats: () => ({ ...figures.lastMinute(), held: lanes.size(), sending }),
    stop: async () => {
      await looks.stop();
      lanes.clear();
      await ledger.release(null).catch((error: unknown) => log().warn({ err: error }, "claims run out by themselves"));
      const deadline = performance.now() + timing.stopWithin;
      while (lanes.size() > 0 && performance.now() < deadline) await wait(10);
      stopping = true;
      await Promise.race([outcomes.idle(), wait(1_000)]);
      await connections.run((sql) => sql`select pg_notify('due', '')`).catch(() => {});
      await Promise.all([leave(), connections.end()]);
    },
  };
}

/** When to look next: at once when woken, else as the last look said; one look at a time. */
function createLooks(look: () => Promise<number>) {
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
      if (starved) plan(5);
    },
    stop: async (): Promise<void> => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
