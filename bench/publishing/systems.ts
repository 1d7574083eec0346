import { fork } from "node:child_process";
import { join } from "node:path";
import { fillLedger } from "./ledger";
import { type Arrival, NODE_ARGS } from "./receiver";
import { answered, ended, NETWORKS, startReprise } from "./reprise";
import type { Stage } from "./stage";

/** So many posts, each at a random instant of `spreadMs`, or all at once when that is 0. */
export type Load = { count: number; spreadMs: number };

/** What a process is told that stores or sends such posts; it answers when that is done and it waits for `from`. */
type Job = Load & { from: number; text: string; receiverUrl: string; databaseUrl: string; redisPort: number | null };

/** One way to get posts out in time. `start` resolves when all posts are stored and the system waits for the first. */
export type System = {
  name: string;
  /** What it writes down for each post. */
  says: string;
  start: (stage: Stage, load: Load, from: number) => Promise<{ stop: () => Promise<void> }>;
};

const GROUP = "posts";
const PATIENCE_MS = 180_000;

export const reprise: System = {
  name: "Reprise",
  says: "claim, version check, intent and outcome of each post committed",
  start: async (stage, load, from) => {
    const database = await stage.database(true);
    const dispatcher = await startReprise({ databaseUrl: database.appUrl, receiverUrl: stage.receiver.url });
    const posts = {
      group: GROUP,
      workspaces: Math.ceil(load.count / 50),
      channels: load.count,
      networks: NETWORKS,
      from,
    };
    await fillLedger(database.adminUrl, { ...posts, ...load });
    return {
      stop: async () => {
        await dispatcher.stop();
        await database.drop();
      },
    };
  },
};

/** A system in a process of its own, started from one file. */
const process = (name: string, says: string, file: string, args: string[] = []): System => ({
  name,
  says,
  start: async (stage, load, from) => {
    const database = await stage.database(false);
    const child = fork(join(import.meta.dirname, file), args, { execArgv: NODE_ARGS });
    const text = `${GROUP} ${"x".repeat(230)}`;
    const { receiver, redisPort } = stage;
    const job: Job = { ...load, from, text, receiverUrl: receiver.url, databaseUrl: database.adminUrl, redisPort };
    child.send(job);
    await answered(child, name);
    return {
      stop: async () => {
        await ended(child);
        await database.drop();
      },
    };
  },
});

export const timers = process("setTimeout + fetch", "nothing stored", "load.ts", ["timers"]);
export const raw = process("raw POST", "nothing stored; 64 connections", "load.ts", ["raw"]);

/** The queues that can run here: BullMQ only beside a Redis. */
export const peersOf = ({ redisPort }: Stage): System[] => [
  process("pg-boss", "no intents", "../peers/pg-boss.mjs"),
  process("graphile-worker", "no intents", "../peers/graphile-worker.mjs"),
  ...(redisPort === null ? [] : [process("BullMQ", "no intents; Redis with its log", "../peers/bullmq.mjs")]),
];

/** Runs one system once and gives what arrived. A system that stores too slowly for the first instant gets twice the time. */
export async function measure(system: System, stage: Stage, load: Load): Promise<Arrival[]> {
  for (let leadMs = 4_000 + load.count / 5; ; leadMs *= 2) {
    await stage.receiver.reset();
    const from = Date.now() + leadMs;
    const running = await system.start(stage, load, from);
    try {
      if (Date.now() > from - 1_000) continue;
      return await stage.receiver.arrivals(GROUP, load.count, leadMs + load.spreadMs + PATIENCE_MS);
    } finally {
      await running.stop();
    }
  }
}
