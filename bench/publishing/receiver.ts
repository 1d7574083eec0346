import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** One accepted post: when it was due and when it arrived, in milliseconds of the machine's clock. */
export type Arrival = { key: string; dueAt: number; at: number };

export type Ask = "reset" | "count" | { group: string };
export type Told = { url: string } | { count: number } | { arrivals: Arrival[] };

/** The receiving process as a benchmark uses it. */
export type Receiver = {
  url: string;
  reset: () => Promise<void>;
  /** What arrived of one group, once so many posts of all groups are there or `patienceMs` have passed. */
  arrivals: (group: string, count: number, patienceMs: number) => Promise<Arrival[]>;
  stop: () => void;
};

/** How every process of a benchmark is started: by the Node that runs this one, reading TypeScript as the app's start does. */
export const NODE_ARGS = ["--import", join(import.meta.dirname, "../../local/alias.ts")];

export async function startReceiver(): Promise<Receiver> {
  const child = fork(join(import.meta.dirname, "receive.ts"), [], { execArgv: NODE_ARGS });
  const heard = async (): Promise<Told> => {
    const [told] = (await once(child, "message")) as [Told];
    return told;
  };
  const ask = (what: Ask): Promise<Told> => {
    const answer = heard();
    child.send(what);
    return answer;
  };
  const hello = await heard();
  return {
    url: "url" in hello ? hello.url : "",
    reset: async () => void (await ask("reset")),
    arrivals: async (group, count, patienceMs) => {
      const deadline = performance.now() + patienceMs;
      for (;;) {
        const told = await ask("count");
        if (("count" in told && told.count >= count) || performance.now() > deadline) break;
        await wait(200);
      }
      const told = await ask({ group });
      return "arrivals" in told ? told.arrivals : [];
    },
    stop: () => child.disconnect(),
  };
}
