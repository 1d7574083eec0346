import type { NetworkId } from "@/server/networks/rules";
import type { Clock } from "./clock";
import type { Down } from "./ledger";

/** This many channels have to fail one after another, and nothing succeed in between, before a network counts as down. */
const CHANNELS = 5;
const FIRST_MS = 5_000;
const LONGEST_MS = 120_000;

type Circuit = {
  /** Channels that failed since something last succeeded. */
  failing: Set<string>;
  /** While it is open: nothing but the probe before this instant. */
  openUntil: number | null;
  waitMs: number;
  /** The delivery that finds out whether the network answers again. */
  probe: string | null;
};

/** Which networks do not answer, as far as this process can tell. The Hub is our own database and is never among them. */
type Breakers = {
  /** How long a delivery has to wait, in milliseconds; 0 lets it go, as the probe when the network was down. */
  waitFor: (delivery: Going) => number;
  /** Takes what came of it; true when the network answers again after it did not. */
  note: (delivery: Going, came: "answered" | "failed" | "nothing") => boolean;
  down: () => Down;
};
type Going = { id: string; channelId: string; network: NetworkId };

/** `probeMs` is how long a probe may take. */
export function createBreakers({ clock, probeMs }: { clock: Clock; probeMs: number }): Breakers {
  const circuits = new Map<NetworkId, Circuit>();
  const circuitOf = (network: NetworkId): Circuit => {
    const known = circuits.get(network);
    if (known) return known;
    const fresh: Circuit = { failing: new Set(), openUntil: null, waitMs: FIRST_MS, probe: null };
    circuits.set(network, fresh);
    return fresh;
  };
  return {
    waitFor: ({ id, network }) => {
      const circuit = circuits.get(network);
      if (circuit?.openUntil == null) return 0;
      const left = circuit.openUntil - clock.now();
      if (left > 0) return left;
      circuit.probe = id;
      circuit.openUntil = clock.now() + probeMs;
      return 0;
    },
    note: ({ id, channelId, network }, came) => {
      if (network === "hub") return false;
      const circuit = circuitOf(network);
      const probed = circuit.probe === id;
      if (probed) circuit.probe = null;
      if (came === "answered") {
        circuits.delete(network);
        return circuit.openUntil !== null;
      }
      if (came === "nothing") {
        // The probe was called off: the next one is the probe.
        if (probed) circuit.openUntil = clock.now();
        return false;
      }
      circuit.failing.add(channelId);
      // What was on its way when it opened fails too, and says nothing new.
      if (circuit.openUntil !== null && !probed) return false;
      if (probed) circuit.waitMs = Math.min(circuit.waitMs * 2, LONGEST_MS);
      if (probed || circuit.failing.size >= CHANNELS) circuit.openUntil = clock.now() + circuit.waitMs;
      return false;
    },
    down: () =>
      Object.fromEntries(
        [...circuits].flatMap(([network, { openUntil }]) =>
          openUntil !== null && openUntil > clock.now() ? [[network, openUntil]] : [],
        ),
      ),
  };
}
