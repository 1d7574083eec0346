import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Kind } from "@/chaos/app/adapters";
import type { AppSettings } from "@/chaos/app/main";
import { freePort } from "@/local/postgres";
import type { NetworkId } from "@/server/networks/rules";
import type { Timing } from "@/server/publishing/dispatch/settings";
import { type Child, startChild } from "./child";
import { type Database, startDatabase } from "./database";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy";

/** Which fake stands for which network: ids that have rules. */
const FAKES: readonly { id: NetworkId; kind: Kind }[] = [
  { id: "linkedin", kind: "key" },
  { id: "x", kind: "lookup" },
  { id: "facebook", kind: "blind" },
];

/** One instance of the app, on a port of its own that stays the same when it is started again. */
export type Instance = { port: number; child: Child | null; code: string; quick: boolean };

export type Stage = {
  directory: string;
  database: Database;
  /** Between the apps and Postgres. */
  wire: TcpProxy;
  networks: { id: NetworkId; kind: Kind; url: string; log: string }[];
  instances: Instance[];
  killEngine: () => Promise<void>;
  /** Ports of the instances that run and have an API. */
  alive: () => number[];
  /** Sets the apps' clock off, through libfaketime where it is there. */
  shiftClock: (instance: Instance, ms: number) => Promise<void>;
  clockBy: "libfaketime" | "Date";
  stop: () => Promise<void>;
};

export type StageOptions = {
  directory: string;
  instances: number;
  timing: Partial<Timing>;
  onDisk?: number;
  /** Where the code of each further instance lives; the working tree when absent. */
  otherCode?: string;
  fakeClock?: boolean;
  /** All but the first instance do without the API. */
  quick?: boolean;
  /** Between the tries of a durable step, instead of Inngest's own waits. */
  engineRetryMs?: number;
};

const NODE = ["--max-old-space-size=400", "--import", "./local/alias.ts"];
const SECRET = "chaos".repeat(8);
const SIGNING = `signkey-prod-${"c0".repeat(32)}`;
const FAKETIME = ["x86_64", "aarch64"].map((arch) => `/usr/lib/${arch}-linux-gnu/faketime/libfaketime.so.1`);

/** Starts Postgres, the three networks, the executor and the apps. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const { directory, timing } = options;
  mkdirSync(directory, { recursive: true });
  const note = (name: string) => (line: string) => writeFileSync(join(directory, `${name}.log`), line, { flag: "a" });
  const database = await startDatabase({
    directory,
    ...(options.onDisk === undefined ? {} : { onDisk: options.onDisk }),
  });
  const children = new Set<Child>();
  let stopped = false;
  const start = async (name: string, args: string[], env: Record<string, string>, cwd?: string): Promise<Child> => {
    const child = await startChild({ args, env, note: note(name), ...(cwd === undefined ? {} : { cwd }) });
    children.add(child);
    child.process.once("exit", () => children.delete(child));
    return child;
  };

  /** What starts while the database is away ends at once, and is started again. Null once everything stops. */
  const untilStarted = async (begin: () => Promise<Child>): Promise<Child | null> => {
    for (let left = 40; ; left--) {
      try {
        return stopped ? null : await begin();
      } catch (error) {
        if (stopped) return null;
        if (left === 0) throw error;
        await wait(250);
      }
    }
  };

  /** Kept running, as `npm start` keeps it. */
  const keepUp = (begin: () => Promise<void>): void => {
    if (!stopped) void begin().catch(() => keepUp(begin));
  };

  const networks = await Promise.all(
    FAKES.map(async ({ id, kind }) => {
      const log = join(directory, `${kind}.jsonl`);
      writeFileSync(log, "");
      const { said } = await start(kind, ["chaos/networks/fake-network.ts", kind, log], {});
      return { id, kind, url: `http://127.0.0.1:${said}`, log };
    }),
  );

  const wire = await startTcpProxy(() => [database.port]);
  const instances: Instance[] = [];
  for (let i = 0; i < options.instances; i++)
    instances.push({
      port: await freePort(),
      child: null,
      code: (i > 0 && options.otherCode) || process.cwd(),
      quick: i > 0 && options.quick === true,
    });
  const alive = () => instances.filter(({ child, quick }) => !quick && child?.running()).map(({ port }) => port);
  const door = await startTcpProxy(alive);
  const enginePort = await freePort();

  const faketime = options.fakeClock ? FAKETIME.find((file) => existsSync(file)) : undefined;
  const clockFile = ({ port }: Instance) => join(directory, `clock-${port}`);
  const startApp = async (instance: Instance): Promise<void> => {
    const { port, code } = instance;
    const settings: AppSettings = { port, quick: instance.quick, networks, timing };
    if (faketime) writeFileSync(clockFile(instance), "+0");
    const fake = {
      LD_PRELOAD: faketime ?? "",
      FAKETIME_TIMESTAMP_FILE: clockFile(instance),
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    const args = [...NODE, "chaos/app/main.ts"];
    instance.child = await untilStarted(() =>
      start(
        `app-${port}`,
        args,
        {
          NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(directory, "compile-cache"),
          DATABASE_URL: database.url("app", wire.port),
          DATA_DIR: join(directory, "data"),
          AUTH_SECRET: SECRET,
          AUTH_LIMIT_PER_MINUTE: "1000",
          ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}`,
          INNGEST_BASE_URL: `http://127.0.0.1:${enginePort}`,
          INNGEST_SIGNING_KEY: SIGNING,
          INNGEST_EVENT_KEY: "chaos",
          FETCH_ALLOW: networks.map(({ url }) => new URL(url).host).join(","),
          LOG_LEVEL: "warn",
          CHAOS_APP: JSON.stringify(settings),
          ...(faketime ? fake : {}),
        },
        code,
      ),
    );
    instance.child?.process.once("exit", () => keepUp(() => startApp(instance)));
  };

  let engine: Child | null = null;
  const startEngine = async (): Promise<void> => {
    engine = await untilStarted(() =>
      start("engine", [...NODE, "chaos/stage/engine.ts"], {
        ENGINE_DATABASE_URL: database.url("engine"),
        ENGINE_PORT: String(enginePort),
        ENGINE_APP_URL: `http://127.0.0.1:${door.port}/api/inngest`,
        INNGEST_SIGNING_KEY: SIGNING,
        INNGEST_EVENT_KEY: "chaos",
        // Inngest waits 15 s and more before it tries again; what is to fit into minutes does not.
        ...(options.engineRetryMs === undefined ? {} : { ENGINE_RETRY_MS: String(options.engineRetryMs) }),
        LOG_LEVEL: "warn",
      }),
    );
    engine?.process.once("exit", () => keepUp(startEngine));
  };
  await Promise.all(instances.map(startApp));
  await startEngine();

  return {
    directory,
    database,
    wire,
    networks,
    instances,
    alive,
    killEngine: async () => void (await engine?.kill("SIGKILL")),
    clockBy: faketime ? "libfaketime" : "Date",
    shiftClock: async (instance, ms) => {
      if (faketime) return writeFileSync(clockFile(instance), `${ms >= 0 ? "+" : ""}${ms / 1_000}`);
      await fetch(`http://127.0.0.1:${instance.port}/clock`, { method: "POST", body: String(ms) }).catch(() => {});
    },
    stop: async () => {
      stopped = true;
      await Promise.all([...children].map((child) => child.kill("SIGKILL")));
      await Promise.all([wire.stop(), door.stop()]);
      await database.stop();
    },
  };
}
