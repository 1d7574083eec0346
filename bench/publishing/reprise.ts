import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NODE_ARGS } from "./receiver";

/** The networks posts are spread over: those that take a short text alone and want no pause between two posts. */
export const NETWORKS = ["x", "linkedin", "bluesky"] as const;

type Options = { databaseUrl: string; receiverUrl: string; hanging?: string };

/** The dispatching process. BENCH_NODE_ARGS adds arguments for Node (`--cpu-prof`). */
export const DISPATCH = join(import.meta.dirname, "dispatch.ts");

export const dispatchArgs = (): string[] => [
  ...NODE_ARGS,
  ...(process.env["BENCH_NODE_ARGS"] ?? "").split(" ").filter(Boolean),
];

export const dispatchEnv = ({ databaseUrl, receiverUrl, hanging }: Options): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: "production",
  // As `npm start` gives it to the app.
  NODE_COMPILE_CACHE: join(tmpdir(), "bench-compile-cache"),
  DATABASE_URL: databaseUrl,
  RECEIVER_URL: receiverUrl,
  ...(hanging ? { HANGING: hanging } : {}),
  AUTH_SECRET: "bench".repeat(8),
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}`,
  // What counts is at the receiver; a burst that is cut off at the end of a run says a lot.
  LOG_LEVEL: "fatal",
});

/** A dispatcher at work. */
export type Reprise = { stop: () => Promise<void> };

export async function startReprise(options: Options): Promise<Reprise> {
  const child = fork(DISPATCH, [], { execArgv: dispatchArgs(), env: dispatchEnv(options) });
  await answered(child, "The dispatcher");
  return { stop: () => ended(child) };
}

/** The first message of a child. Throws when it ends instead. */
export async function answered(child: ChildProcess, name: string): Promise<unknown> {
  const gone = once(child, "exit").then(() => Promise.reject(new Error(`${name} ended by itself.`)));
  gone.catch(() => {});
  const [message] = (await Promise.race([once(child, "message"), gone])) as [unknown];
  return message;
}

/** Lets a child know by closing its channel that it is over, and waits for its end. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  const kill = setTimeout(() => child.kill("SIGKILL"), 15_000);
  child.disconnect();
  await exited;
  clearTimeout(kill);
}
