import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A process of the stage; it ends with its `stdin`, so it does not outlive the runner. */
export type Child = {
  process: ChildProcess;
  /** Its first line. */
  said: string;
  running: () => boolean;
  /** Sends a signal and waits for the end, if that is what the signal brings. */
  kill: (signal: "SIGKILL" | "SIGTERM") => Promise<void>;
  signal: (signal: "SIGSTOP" | "SIGCONT") => void;
};

type Start = { args: string[]; env?: Record<string, string>; cwd?: string; note: (line: string) => void };

/** Starts a Node program and waits for its first line. Throws what it printed when it ends before. */
export async function startChild({ args, env = {}, cwd = process.cwd(), note }: Start): Promise<Child> {
  const { PATH = "", HOME = "" } = process.env;
  const settings = { PATH, HOME, NODE_ENV: "production" as const, ...env };
  const child = spawn(process.execPath, args, { cwd, env: settings, stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = `${errors}${String(chunk)}`.slice(-4_000);
    note(String(chunk));
  });
  child.stdin.on("error", () => {});
  const [said] = (await Promise.race([
    once(child.stdout, "data"),
    exited.then(() => Promise.reject(new Error(`${args.at(-1)} ended while starting:\n${errors}`))),
  ])) as [Buffer];
  child.stdout.on("data", (chunk: Buffer) => note(String(chunk)));
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    process: child,
    said: String(said).trim(),
    running,
    kill: async (signal) => {
      if (!running()) return;
      child.kill(signal);
      await exited;
    },
    signal: (signal) => void child.kill(signal),
  };
}
