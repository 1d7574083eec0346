import { setTimeout as wait } from "node:timers/promises";
import { env } from "@/server/env";
import { openSession, type Session } from "./session";

/** What a listener is told. */
export type Listener = {
  heard: (payload: string) => void;
  /** Listening begins, or begins again: nobody knows what was missed before. */
  ready: () => void;
};

type Ear = {
  channels: Map<string, Set<Listener>>;
  /** Null while there is no connection. */
  session: Session | null;
  deaf: AbortController;
};

const AGAIN_MS = 250;
// One connection per process for everything that listens: each costs Postgres a process.
const shared = globalThis as typeof globalThis & { repriseEar?: Ear | undefined };

/** Listens on a channel, over lost connections, until the returned function is called. Resolves once it listens. */
export async function listen(channel: string, { heard, ready }: Listener): Promise<() => void> {
  shared.repriseEar ??= openEar();
  const ear = shared.repriseEar;
  const first = Promise.withResolvers<void>();
  const listener: Listener = {
    heard,
    ready: () => {
      first.resolve();
      ready();
    },
  };
  ear.channels.set(channel, (ear.channels.get(channel) ?? new Set()).add(listener));
  const { session } = ear;
  if (session) session.sql`listen ${session.sql(channel)}`.then(listener.ready, () => {}); // lost: the ear listens again
  await first.promise;
  return () => {
    const listeners = ear.channels.get(channel);
    listeners?.delete(listener);
    if (listeners?.size === 0) ear.channels.delete(channel);
    if (ear.channels.size > 0) return;
    ear.deaf.abort();
    void ear.session?.end(1);
    void ear.session?.end(1);
    if (shared.repriseEar === ear) shared.repriseEar = undefined;
  };
}

function openEar(): Ear {
  const ear: Ear = { channels: new Map(), session: null, deaf: new AbortController() };
  void keepListening(ear);
  return ear;
}

/** One connection at a time, each followed by one other: the driver's own listen() leaks some when Postgres restarts. */
async function keepListening(ear: Ear): Promise<void> {
  const { signal } = ear.deaf;
  while (!signal.aborted) {
    const lost = Promise.withResolvers<void>();
    const session = openSession({
      url: env().DATABASE_DIRECT_URL ?? env().DATABASE_URL,
      name: "reprise listen",
      onLost: lost.resolve,
      onNotify: (channel, payload) => {
        for (const { heard } of ear.channels.get(channel) ?? []) heard(payload);
      },
    });
    try {
      for (const channel of ear.channels.keys()) await session.sql`listen ${session.sql(channel)}`;
      ear.session = session;
      for (const listener of [...ear.channels.values()].flatMap((set) => [...set])) listener.ready();
      if (!signal.aborted) await lost.promise;
    } catch {
      // Postgres is away: once more below. Those who ask it something say so in the log.
    }
    ear.session = null;
    void session.end(0);
    await wait(AGAIN_MS, undefined, { signal }).catch(() => {});
  }
}
