import {
  type CircuitPolicy,
  type Circuits,
  defaultCircuitPolicy,
  enterCircuit,
  isOpen,
  leaveCircuit,
  processCircuits,
} from "@/server/ai/circuit";
import type { Model, ModelCall, ModelReply, ModelRequest } from "@/server/ai/model";
import { type Clock, defaultRetryPolicy, pause, processClock, type RetryPolicy, withRetries } from "@/server/ai/retry";
import { ModelError } from "@/server/errors";

/** How a chain behaves; everything has a default, tests bring their own clock and circuits. */
export type ChainOptions = {
  retry?: RetryPolicy;
  circuit?: CircuitPolicy;
  circuits?: Circuits;
  clock?: Clock;
};

type Settings = Required<ChainOptions>;

/** What one `generate` of the chain gathers on its way. */
type Run<T> = { request: ModelRequest<T>; settings: Settings; calls: ModelCall[]; tries: number };

/**
 * Models in order of preference as one Model: each is tried by the retry policy, the next one takes over on any failure
 * but "cancelled", and one that keeps failing is left alone for a while. The reply, or the ModelError when all failed,
 * carries every call made.
 */
export function chainModels(models: readonly Model[], options: ChainOptions = {}): Model {
  const [first] = models;
  if (!first) throw new TypeError("a chain needs at least one model");
  const settings: Settings = {
    retry: defaultRetryPolicy,
    circuit: defaultCircuitPolicy,
    circuits: processCircuits(),
    clock: processClock,
    ...options,
  };
  return {
    provider: first.provider,
    label: first.label,
    generate: (request) => generateByChain(models, request, settings),
  };
}

async function generateByChain<T>(
  models: readonly Model[],
  request: ModelRequest<T>,
  settings: Settings,
): Promise<ModelReply<T>> {
  const run: Run<T> = { request, settings, calls: [], tries: 0 };
  let failure: ModelError | null = null;
  let skipped: ModelError | null = null;
  for (const model of models) {
    const known = await model.recall?.(request);
    if (known) return { ...known, calls: [...run.calls, ...known.calls] };
    const restMs = model.circuit
      ? enterCircuit(settings.circuits, model.circuit(request.size), settings.clock.now())
      : 0;
    if (restMs > 0) {
      skipped = new ModelError("unavailable", `${model.label} is left alone after repeated failures.`, {
        retryAfterMs: restMs,
      });
      continue;
    }
    try {
      const reply = await tryModel(model, run);
      return { ...reply, calls: run.calls };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      failure = error;
      if (error.kind === "cancelled") break;
    }
  }
  throw withCalls(failure ?? skipped, run.calls);
}

/** One model by the retry policy, every try reported to its circuit. */
function tryModel<T>(model: Model, run: Run<T>): Promise<ModelReply<T>> {
  const { request, settings } = run;
  const { circuits, clock, retry } = settings;
  const circuit = model.circuit?.(request.size) ?? null;
  const report = (outcome: ModelCall["outcome"], retryAfterMs: number | null = null) => {
    if (circuit === null) return;
    leaveCircuit(circuits, circuit, { outcome, retryAfterMs, now: clock.now(), policy: settings.circuit });
  };
  const attempt = async () => {
    await waitForTurn(model, run).catch((error: unknown) => {
      report("cancelled");
      throw error;
    });
    if (run.tries > 0) request.onText?.("");
    run.tries += 1;
    try {
      const reply = await model.generate(request);
      report("completed");
      run.calls.push(...reply.calls);
      return reply;
    } catch (error) {
      if (error instanceof ModelError) {
        report(error.kind, error.retryAfterMs);
        run.calls.push(...error.calls);
      } else {
        report("cancelled");
      }
      throw error;
    }
  };
  const mayRetry = () => circuit === null || !isOpen(circuits, circuit);
  return withRetries(attempt, { signal: request.signal, policy: retry, clock, mayRetry });
}

/** Waits for the vendor's rate limits, as far as they are known before the call; too long a wait is left to the next model. */
async function waitForTurn<T>(model: Model, { request, settings }: Run<T>): Promise<void> {
  const { clock, retry } = settings;
  const until = clock.now() + retry.maxRetryAfterMs;
  for (;;) {
    const ms = model.waitMs?.(request) ?? 0;
    if (ms === 0) return;
    if (clock.now() + ms > until)
      throw new ModelError("rate_limited", `${model.label} has used up what its vendor allows for now.`, {
        retryAfterMs: Math.max(ms, retry.maxRetryAfterMs + 1),
      });
    await pause(ms, { clock, signal: request.signal });
  }
}

function withCalls(error: ModelError | null, calls: ModelCall[]): ModelError {
  if (!error) return new ModelError("unavailable", "No model answered.", { calls });
  const { kind, message, retryAfterMs } = error;
  return new ModelError(kind, message, { cause: error, calls, ...(retryAfterMs !== null && { retryAfterMs }) });
}
