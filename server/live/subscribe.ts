import { EventEmitter, on, once } from "node:events";
import { listen } from "@/db/listen";
import { AppError } from "@/server/errors";
import { type LiveEvent, liveEventSchema } from "@/server/live/input";

/** A live event, or the news that some may have been missed and everything on screen should be read again. */
export type LiveMessage = LiveEvent | { kind: "reset" };

type Bus = { emitter: EventEmitter; ready: Promise<unknown>; shutdown: AbortController };
const shared = globalThis as typeof globalThis & { repriseBus?: Bus };

function bus(): Bus {
  shared.repriseBus ??= openBus();
  return shared.repriseBus;
}

/** One bus per process feeds every open screen. */
function openBus(): Bus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  let connected = false;
  const ready = listen("live", {
    heard: (payload) => {
      const { workspaceId, event } = JSON.parse(payload) as { workspaceId: string; event: unknown };
      const parsed = liveEventSchema.safeParse(event);
      if (parsed.success) emitter.emit(workspaceId, parsed.data);
    },
    ready: () => {
      // NOTIFY keeps no history: after a reconnect nobody knows what was missed.
      if (connected) emitter.emit("reset");
      connected = true;
    },
  });
  const shutdown = new AbortController();
  shutdown.signal.addEventListener("abort", () => void ready.then((stop) => stop()));
  return { emitter, ready, shutdown };
}

/** Ends every open stream with an error, so that browsers reconnect instead of going quiet for ever. */
export function closeLive(): void {
  shared.repriseBus?.shutdown.abort();
}

/**
 * Events of one workspace until the signal aborts. The first message is always `reset`: by then the subscription is
 * open, so what is read after it is complete. Throws SERVICE_UNAVAILABLE when the process shuts down.
 */
export async function* subscribe(workspaceId: string, signal: AbortSignal): AsyncGenerator<LiveMessage> {
  const { emitter, ready, shutdown } = bus();
  const both = AbortSignal.any([signal, shutdown.signal]);
  const queue = new EventEmitter();
  const forward = (event: LiveEvent) => queue.emit("message", event);
  const reset = () => queue.emit("message", { kind: "reset" });
  emitter.on(workspaceId, forward);
  emitter.on("reset", reset);
  try {
    const messages = on(queue, "message", { signal: both });
    await Promise.race([ready, once(both, "abort")]);
    both.throwIfAborted();
    yield { kind: "reset" };
    for await (const [message] of messages) yield message as LiveMessage;
  } catch (error) {
    if (shutdown.signal.aborted)
      throw new AppError("SERVICE_UNAVAILABLE", "Restarting; the page reconnects by itself.");
    if (!signal.aborted) throw error;
  } finally {
    emitter.off(workspaceId, forward);
    emitter.off("reset", reset);
  }
}
