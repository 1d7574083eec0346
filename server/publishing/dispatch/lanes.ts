import type { Clock } from "./clock";
import type { Claimed, Full } from "./ledger";
import type { Readiness } from "./make-ready";
import { concurrencyOf, MOST } from "./settings";

/** A delivery with its preparation under way. */
export type Held = { delivery: Claimed; readiness: Promise<Readiness> };

type Lane = {
  waiting: Held[];
  /** Ends when all preparations asked for so far have ended: one at a time per channel. */
  prepared: Promise<unknown>;
  sorted: boolean;
  active: number;
  most: number;
  timer: NodeJS.Timeout | null;
};

/** Deliveries held by this process, in order per channel, and how much of everything that is. */
export type Lanes = {
  add: (delivery: Claimed) => void;
  /** Forgets a delivery that has come to its end here. */
  drop: (delivery: Claimed) => void;
  ids: () => string[];
  /** What no more should be claimed of. */
  full: () => Full;
  size: () => number;
  /** Forgets all that has not begun. */
  clear: () => void;
};

type Options = {
  clock: Clock;
  cutOff: number;
  prepare: (delivery: Claimed) => Promise<Readiness>;
  go: (held: Held) => Promise<void>;
};

/** One lane per channel: the earliest goes first, and as many at once as the network takes (one, but for the Hub). */
export function createLanes({ clock, cutOff, prepare, go }: Options): Lanes {
  const lanes = new Map<string, Lane>();
  const held = new Set<string>();
  const counts = {
    workspaces: new Map<string, number>(),
    channels: new Map<string, Count>(),
    networks: new Map<string, number>(),
  };

  const workspacesFull = createFull(() => MOST.workspace);
  const networksFull = createFull((network) => (network === "hub" ? MOST.hub : MOST.network));
  const laneOf = (delivery: Claimed): Lane => {
    const known = lanes.get(delivery.channelId);
    if (known) return known;
    const lane: Lane = {
      waiting: [],
      prepared: Promise.resolve(),
      sorted: true,
      active: 0,
      most: concurrencyOf(delivery.network),
      timer: null,
    };
    lanes.set(delivery.channelId, lane);
    return lane;
  };
  const pump = (channelId: string, lane: Lane): void => {
    if (lane.timer) clearTimeout(lane.timer);
    lane.timer = null;
    if (!lane.sorted) lane.waiting.sort((a, b) => b.delivery.sendAt - a.delivery.sendAt);
    lane.sorted = true;
    for (;;) {
      const next = lane.waiting.at(-1);
      if (!next || lane.active >= lane.most) break;
      const left = next.delivery.sendAt - cutOff - clock.now();
      if (left > 0) {
        lane.timer = setTimeout(() => pump(channelId, lane), left);
        break;
      }
      lane.waiting.pop();
      lane.active++;
      void go(next).finally(() => {
        lane.active--;
        pump(channelId, lane);
      });
    }
    if (lane.active === 0 && lane.waiting.length === 0) lanes.delete(channelId);
  };
  return {
    add: (delivery) => {
      held.add(delivery.id);
      count(counts, delivery, 1);
      const lane = laneOf(delivery);
      const readiness = lane.prepared.then(() => prepare(delivery));
      lane.prepared = readiness.catch(() => {});
      lane.waiting.push({ delivery, readiness });
      lane.sorted = false;
      pump(delivery.channelId, lane);
    },
    drop: (delivery) => {
      if (held.delete(delivery.id)) count(counts, delivery, -1);
    },
    ids: () => [...held],
    full: () => ({
      workspaces: [...workspacesFull.of(counts.workspaces)],
      channels: [...counts.channels].filter(([, c]) => c.held >= c.most).map(([id]) => id),
      networks: [...networksFull.of(counts.networks)],
    }),
    size: () => held.size,
    clear: () => {
      for (const lane of lanes.values()) {
        if (lane.timer) clearTimeout(lane.timer);
        for (const { delivery } of lane.waiting) if (held.delete(delivery.id)) count(counts, delivery, -1);
        lane.waiting = [];
      }
    },
  };
}

type Count = { held: number; most: number };
type Counts = {
  workspaces: Map<string, number>;
  channels: Map<string, Count>;
  networks: Map<string, number>;
};

function count(counts: Counts, { workspaceId, channelId, network }: Claimed, by: 1 | -1): void {
  const change = (map: Map<string, number>, key: string): void => {
    const now = (map.get(key) ?? 0) + by;
    if (now > 0) map.set(key, now);
    else map.delete(key);
  };
  change(counts.workspaces, workspaceId);
  change(counts.networks, network);
  const most = network === "hub" ? MOST.hubChannel : MOST.channel;
  const held = (counts.channels.get(channelId)?.held ?? 0) + by;
  if (held > 0) counts.channels.set(channelId, { held, most });
  else counts.channels.delete(channelId);
}

/**
 * What is full stays so until a quarter of its room is free: in a burst each claim for a place or two would read past
 * everything else that waits.
 */
function createFull(most: (key: string) => number) {
  let full = new Set<string>();
  return {
    of: (map: ReadonlyMap<string, number>): ReadonlySet<string> => {
      const isFull = ([key, n]: [string, number]) => n >= most(key) * (full.has(key) ? 0.75 : 1);
      full = new Set([...map].filter(isFull).map(([key]) => key));
      return full;
    },
  };
}
