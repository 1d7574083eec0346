import type { ModelCall, ModelErrorKind } from "@/server/errors";

/** One model's recent health. `openUntil` (the clock's time) is null while it is healthy. */
type Circuit = { failures: number; openUntil: number | null; isProbing: boolean };

/** The health of every model a process has called, by circuit name. */
export type Circuits = Map<string, Circuit>;

/** When a model is left alone, and for how long (ms). */
export type CircuitPolicy = { failuresToOpen: number; coolDownMs: number };

/** Five failures in a row, counting each try; then half a minute of rest, then one probe at a time. */
export const defaultCircuitPolicy: CircuitPolicy = { failuresToOpen: 5, coolDownMs: 30_000 };

/** Says the model or its key is in trouble; the other kinds show that it is alive. */
const TROUBLE: ReadonlySet<string> = new Set<ModelErrorKind>([
  "unavailable",
  "timeout",
  "rate_limited",
  "auth",
  "quota",
  "no_model",
]);

/** Says nothing about the model: nothing was sent, or we hung up ourselves. */
const SILENT: ReadonlySet<string> = new Set<ModelCall["outcome"]>(["cancelled", "over_budget", "unpriced", "cached"]);

const store: typeof globalThis & { repriseModelCircuits?: Circuits } = globalThis;

/** The process's circuits: they survive between requests and hot reloads. */
export function processCircuits(): Circuits {
  store.repriseModelCircuits ??= new Map();
  return store.repriseModelCircuits;
}

/** Asks to call: 0 = go ahead (a probe when the rest is over), otherwise how many ms to leave the model alone. */
export function enterCircuit(circuits: Circuits, name: string, now: number): number {
  const circuit = circuits.get(name);
  if (!circuit || circuit.openUntil === null) return 0;
  if (now < circuit.openUntil) return circuit.openUntil - now;
  if (circuit.isProbing) return 1;
  circuit.isProbing = true;
  return 0;
}

/** Whether a model is being left alone, or only probed. */
export function isOpen(circuits: Circuits, name: string): boolean {
  return typeof circuits.get(name)?.openUntil === "number";
}

/** Reports how one try ended; one that says nothing about the model only frees the probe. */
export function leaveCircuit(
  circuits: Circuits,
  name: string,
  result: { outcome: ModelCall["outcome"]; retryAfterMs: number | null; now: number; policy: CircuitPolicy },
): void {
  const { outcome, retryAfterMs, now, policy } = result;
  const circuit = circuits.get(name) ?? { failures: 0, openUntil: null, isProbing: false };
  circuits.set(name, circuit);
  circuit.isProbing = false;
  if (SILENT.has(outcome)) return;
  if (!TROUBLE.has(outcome)) {
    circuits.delete(name);
    return;
  }
  circuit.failures += 1;
  if (circuit.failures >= policy.failuresToOpen) {
    circuit.openUntil = now + Math.max(policy.coolDownMs, retryAfterMs ?? 0);
  }
}
