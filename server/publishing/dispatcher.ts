import { pool } from "@/db/client";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "@/server/publishing/dispatch/dispatcher";

// One per process: Next loads this module once per bundle.
const shared = globalThis as typeof globalThis & { repriseDispatcher?: Promise<Dispatcher> | undefined };

/** Starts this process's dispatcher, or gives the one that runs. */
export function startDispatcher(options: DispatcherOptions = {}): Promise<Dispatcher> {
  shared.repriseDispatcher ??= createDispatcher(options).then(
    (dispatcher) => ({
      ...dispatcher,
      stop: async () => {
        shared.repriseDispatcher = undefined;
        await dispatcher.stop();
      },
    }),
    (error: unknown) => {
      shared.repriseDispatcher = undefined;
      throw error;
    },
  );
  return shared.repriseDispatcher;
}

/** Lets every dispatcher look at the ledger now; answers with this process's figures of the last minute, if it has one. */
export async function armDispatchers(): Promise<ReturnType<Dispatcher["stats"]> | null> {
  await pool()`select pg_notify('due', '')`;
  const dispatcher = await shared.repriseDispatcher;
  return dispatcher?.stats() ?? null;
}
