import { setImmediate, setTimeout as wait } from "node:timers/promises";
import { isAway } from "@/db/session";
import { networks as registered } from "@/server/channels/networks";
import { env } from "@/server/env";
import { log } from "@/server/log";
import type { Network } from "@/server/networks/network";
import type { NetworkId } from "@/server/networks/rules";
import { LOOK_EVERY_MS } from "@/server/publishing/wake";
import { createAlarm } from "./alarm";
import { createBatch } from "./batch";
import { createBreakers } from "./breakers";
import { type ChannelDoor, channelDoor } from "./channel-door";
import { createClock } from "./clock";
import { openConnections } from "./connections";
import { createFigureLog, type Figures } from "./figures";
import { createLanes, type Held } from "./lanes";
import { type Claimed, createLedger, type Intent, type Outcome } from "./ledger";
import { createLooks } from "./looks";
import { type Means, makeReady, type Ready } from "./make-ready";
import { moved, unsent } from "./outcome";
import { newOwner } from "./owner";
import { showPresence } from "./presence";
import { recordAll } from "./record-all";
import { send } from "./send";
import { MOST, TIMING, type Timing } from "./settings";
import { createUnknowns } from "./unknowns";

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
  const owner = newOwner();
  const { DATABASE_URL, DATABASE_DIRECT_URL = DATABASE_URL } = env();
  const connections = openConnections(DATABASE_URL, 4);
  const clock = createClock();
  const { networks = registered, door = channelDoor } = options;
  const quotas = Object.fromEntries([...networks].map(([id, { rules }]) => [id, rules.quota]));
  const ledger = createLedger(connections.run, { owner, clock, timing, quotas });
  const means: Means = { networks, door, clock, timing };
  const alarm = createAlarm(clock);
  const figures = createFigureLog();
  const breakers = createBreakers({ clock, probeMs: timing.request + 1_000 });
  const withinMs = timing.startWithin + timing.request + timing.grace;

  let stopping = false;
  let sending = 0;
  const begins = createBatch({
    most: 500,
    atOnce: 2,
    run: async (intents: Intent[]) => {
      const won = await ledger.begin(intents, withinMs);
      return ({ id }) => won.has(id);
    },
  });
  const outcomes = createBatch({
    most: 500,
    atOnce: 2,
    beside: 125,
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

  const note = (delivery: Claimed, came: Parameters<typeof breakers.note>[1]): void => {
    if (!breakers.note(delivery, came)) return;
    log().info({ network: delivery.network }, "a network answers again");
    void ledger.resume(delivery.network).then(
      () => looks.in(0),
      (error: unknown) =>
        log().warn({ err: error }, "what waited for a network goes out when it was to be asked again"),
    );
  };
  /** Commits the intent; null when this is not to go out from here, or not now. */
  const begin = async (held: Held): Promise<{ ready: Ready; begunAt: number } | null> => {
    const { delivery } = held;
    const { id, fence, revision } = delivery;
    const giveBack = async (): Promise<null> => {
      note(delivery, "nothing");
      await ledger.release([id]);
      lanes.drop(delivery);
      looks.in(0);
      return null;
    };
    const settle = (outcome: Outcome): null => {
      void finish(held, outcome);
      return null;
    };
    const readiness = await held.readiness;
    if ("settled" in readiness) {
      if (readiness.settled.outcome === "unavailable") note(delivery, "failed");
      return settle(readiness.settled);
    }
    const { ready } = readiness;
    const waitMs = breakers.waitFor(delivery);
    if (waitMs > 0) return settle(moved(delivery, waitMs, networkDown(ready.network.name)));
    // Held up between its preparation and now: it has to be looked up first, as whatever is overdue.
    if (!ready.lookedUp && clock.now() - delivery.sendAt > timing.overdue) return await giveBack();
    const spacingMs = Math.max(ready.network.rules.spacingSeconds * 1000, delivery.spacingMs);
    const begunAt = performance.now();
    if (!(await begins.add({ id, fence, revision, ordinal: ready.next, spacingMs }))) return await giveBack();
    return { ready, begunAt };
  };
  const notBegun = (held: Held, error: unknown): null => {
    const { id: deliveryId, workspaceId, network } = held.delivery;
    log().warn({ err: error, workspaceId, deliveryId, network }, "a delivery could not be begun");
    note(held.delivery, "nothing");
    // Nothing was written. A database that was away hears so as soon as it is back, whether the intent reached it or not.
    if (isAway(error)) void finish(held, unsent(held.delivery));
    else letGo(held);
    return null;
  };
  /** The lease, or the intent's deadline, puts this right. */
  const letGo = ({ delivery }: Held): void => {
    lanes.drop(delivery);
    looks.in(timing.tend);
  };
  const go = async (held: Held): Promise<void> => {
    const { delivery } = held;
    const begun = await begin(held).catch((error: unknown) => notBegun(held, error));
    if (!begun) return;
    sending++;
    try {
      await alarm.until(delivery.sendAt);
      const outcome = await send(begun.ready, means, { begunAt: begun.begunAt, report, figures });
      note(delivery, cameOf(outcome));
      const finished = finish(held, outcome);
      // The next one of this channel has to see that it is to wait.
      if (outcome.quietMs) await finished;
    } catch (error) {
      const { id: deliveryId, workspaceId, network } = delivery;
      log().warn({ err: error, workspaceId, deliveryId, network }, "what was sent could not be reported");
      note(delivery, "nothing");
      letGo(held);
    } finally {
      sending--;
    }
  };
  const lanes = createLanes({ clock, cutOff: timing.cutOff, prepare: (delivery) => makeReady(delivery, means), go });

  const unknowns = createUnknowns({ ledger, reach: { ...means, timing }, onSettled: () => looks.in(0) });
  let tendedAt = Number.NEGATIVE_INFINITY;
  let renewedAt = performance.now();
  const look = async (): Promise<number> => {
    const room = Math.min(MOST.claim, MOST.held - lanes.size());
    const { ahead, lease } = timing;
    const full = lanes.full();
    const claimed = room > 0 ? await ledger.claim(room, { ahead, lease, full, down: breakers.down() }) : [];
    for (const [i, delivery] of claimed.entries()) {
      lanes.add(delivery);
      // Preparing them all in one go would hold up what is due meanwhile.
      if (i % MOST.prepared === MOST.prepared - 1) await setImmediate();
    }
    const some = claimed.length > 0 && claimed.length === room;
    looks.starve(some || full.channels.length + full.networks.length + full.workspaces.length > 0);
    if (lanes.size() > 0 && performance.now() - renewedAt > lease / 3) {
      renewedAt = performance.now();
      await ledger.renew(lease, lanes.ids());
    }
    if (performance.now() - tendedAt < timing.tend) return some ? 0 : timing.tend / 2;
    tendedAt = performance.now();
    const { released, expired, nextAt, watched } = await ledger.tend();
    if (expired > 0) log().warn({ expired }, "deliveries whose sender fell silent are being looked up");
    if (watched) await unknowns.look();
    if (released > 0 || some) return 0;
    const untilNext = nextAt === null ? LOOK_EVERY_MS : Math.max(nextAt - ahead - clock.now(), timing.tend / 4);
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

const networkDown = (name: string) => ({
  code: "network_down",
  message: `${name} does not answer at the moment. It goes out as soon as it does.`,
});

function cameOf({ outcome, code }: Outcome): "answered" | "failed" | "nothing" {
  if (code === "not_begun") return "nothing";
  return outcome === "unavailable" || outcome === "unknown" ? "failed" : "answered";
}
