import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A child process that says a value when it is up and can be killed hard. */
export type Child<Ready> = { ready: Ready; pid: number; kill: () => Promise<void>; stop: () => Promise<number | null> };

/** Keys the tests share with the engine; made up, of the right shape. */
export const testKeys = { signingKey: `signkey-prod-${"5f".repeat(32)}`, eventKey: "event-key-of-the-tests" };

/** Starts the app under test; `port` 0 takes a free one. */
export function startApp(env: Record<string, string>): Promise<Child<{ port: number }>> {
  return start("./app.ts", env);
}

/** Starts the engine as its own process. */
export function startEngineProcess(env: Record<string, string>): Promise<Child<{ url: string }>> {
  return start("../main.ts", env);
}

async function start<Ready>(module: string, env: Record<string, string>): Promise<Child<Ready>> {
  const path = fileURLToPath(new URL(module, import.meta.url));
  const child = fork(path, {
    env: { ...process.env, ...env },
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ready = await Promise.race([message<Ready>(child), gone(child, path)]);
  return {
    ready,
    pid: child.pid ?? 0,
    async kill() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = await exited;
      return code;
    },
  };
}

async function message<Ready>(child: ChildProcess): Promise<Ready> {
  const [value] = await once(child, "message");
  return value as Ready;
}

async function gone(child: ChildProcess, path: string): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`${path} ended with code ${code} before it was ready`);
}
