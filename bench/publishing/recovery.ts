import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Supervisor } from "@/local/supervisor";
import { type Figures, over, summarise } from "./figures";
import { countStates, fillLedger } from "./ledger";
import { DISPATCH, dispatchArgs, dispatchEnv, NETWORKS } from "./reprise";
import type { Stage } from "./stage";

const POSTS = { group: "posts", count: 2_000, workspaces: 20, channels: 500, spreadMs: 20_000, networks: NETWORKS };
/** The fault comes so long after the first post, and what was due within so long after the fault is looked at. */
const FAULT_AFTER_MS = 6_000;
const LOOKED_AT_MS = 5_000;

/**
 * Lateness of what was due in the five seconds after a fault. The dispatching process alone, without the web server that
 * is around it in the app, is started again by the app's own supervisor. What was being written at the kill may be out, so
 * it is looked up first: what the network does not have even then is sent half a minute later and is missing here.
 */
export async function recovery(stage: Stage, { rounds }: { rounds: number }) {
  const faults = {
    "kill -9 of the dispatching process": (pid: number) => void process.kill(pid, "SIGKILL"),
    "restart of Postgres": () => stage.restartPostgres(),
  };
  const seen = new Map<string, Figures[]>(Object.keys(faults).map((name) => [name, []]));
  for (let i = 1; i <= rounds; i++)
    for (const [name, fault] of Object.entries(faults)) {
      const figures = await once(stage, fault);
      seen.get(name)?.push(figures);
      console.error(`recovery round ${i} ${name}: ${JSON.stringify(figures)}`);
    }
  const rows = Object.fromEntries([...seen].map(([name, figures]) => [name, over(figures)]));
  console.table(rows);
  return { bench: "recovery", ...rows };
}

async function once(stage: Stage, fault: (pid: number) => void | Promise<void>): Promise<Figures & { states: object }> {
  const database = await stage.database(true);
  const pidFile = join(tmpdir(), `bench-dispatch-${process.pid}`);
  const urls = { databaseUrl: database.appUrl, receiverUrl: stage.receiver.url };
  const supervisor = new Supervisor();
  const env = { ...dispatchEnv(urls), PID_FILE: pidFile };
  supervisor.keep({ name: "dispatcher", args: [...dispatchArgs(), DISPATCH], env });
  try {
    await stage.receiver.reset();
    const from = Date.now() + 6_000;
    await fillLedger(database.adminUrl, { ...POSTS, from });
    await wait(from + FAULT_AFTER_MS - Date.now());
    const at = Date.now();
    await fault(Number(await readFile(pidFile, "utf8")));
    const arrivals = await stage.receiver.arrivals(
      POSTS.group,
      POSTS.count,
      from + POSTS.spreadMs + 15_000 - Date.now(),
    );
    const due = arrivals.filter(({ dueAt }) => dueAt >= at && dueAt < at + LOOKED_AT_MS);
    const states = await countStates(database.adminUrl);
    return {
      ...summarise(due, due.length),
      missing: POSTS.count - new Set(arrivals.map(({ key }) => key)).size,
      states,
    };
  } finally {
    await supervisor.stop();
    await database.drop();
    await rm(pidFile, { force: true });
  }
}
