import { type Figures, over, round, summarise } from "./figures";
import { fillLedger, type Posts } from "./ledger";
import { NETWORKS, startReprise } from "./reprise";
import type { Stage } from "./stage";

const SMALL = { group: "small", count: 50, workspaces: 1, channels: 10, spreadMs: 20_000, networks: NETWORKS };
const LEAD_MS = 4_000;
const LIMIT_MS = 25;

/** What is measured, what goes on beside it, and from which instant. */
type Run = {
  measured: Omit<Posts, "from">;
  beside: Omit<Posts, "from"> | null;
  afterMs: number;
  leadMs: number;
  hanging?: string;
};

async function once(stage: Stage, { measured, beside, afterMs, leadMs, hanging }: Run): Promise<Figures> {
  const database = await stage.database(true);
  const urls = { databaseUrl: database.appUrl, receiverUrl: stage.receiver.url };
  const dispatcher = await startReprise({ ...urls, ...(hanging ? { hanging } : {}) });
  try {
    await stage.receiver.reset();
    const from = Date.now() + leadMs;
    if (beside) await fillLedger(database.adminUrl, { ...beside, from: from + afterMs });
    await fillLedger(database.adminUrl, { ...measured, from });
    if (Date.now() > from) throw new Error("Writing the ledger took longer than the lead.");
    const arrivals = await stage.receiver.arrivals(
      measured.group,
      Number.POSITIVE_INFINITY,
      from + measured.spreadMs + 5_000 - Date.now(),
    );
    return summarise(arrivals, measured.count);
  } finally {
    await dispatcher.stop();
    await database.drop();
  }
}

async function compareRuns(
  name: string,
  rounds: number,
  [idle, busy]: [() => Promise<Figures>, () => Promise<Figures>],
) {
  const seen = { idle: [] as Figures[], busy: [] as Figures[] };
  for (let i = 1; i <= rounds; i++) {
    seen.idle.push(await idle());
    seen.busy.push(await busy());
    console.error(`${name} round ${i}: ${JSON.stringify({ idle: seen.idle.at(-1), busy: seen.busy.at(-1) })}`);
  }
  const figures = { idle: over(seen.idle), busy: over(seen.busy) };
  const ratio = round(figures.busy.p99 / figures.idle.p99);
  const limit = Math.max(2 * figures.idle.p99, LIMIT_MS);
  console.table(figures);
  console.log(`${name} p99 over idle: ${ratio} (limit ${round(limit)} ms)`);
  return { bench: name, ...figures, p99OverIdle: ratio, within: figures.busy.p99 <= limit };
}

/** D3: a small workspace, alone and beside one whose burst falls five seconds into it. */
export function neighbours(stage: Stage, { rounds, burst }: { rounds: number; burst: number }) {
  const giant = { group: "giant", count: burst, workspaces: 1, channels: 5_000, spreadMs: 0, networks: NETWORKS };
  return compareRuns("d3", rounds, [
    () => once(stage, { measured: SMALL, beside: null, afterMs: 0, leadMs: LEAD_MS }),
    () => once(stage, { measured: SMALL, beside: giant, afterMs: 5_000, leadMs: LEAD_MS + burst / 5 }),
  ]);
}

/** D4: posts to other networks, alone and beside 2,000 posts to one that answers after 30 s. */
export function hanging(stage: Stage, { rounds }: { rounds: number }) {
  const [hung, ...others] = NETWORKS;
  const measured = { group: "others", count: 1_000, workspaces: 20, channels: 200, spreadMs: 20_000, networks: others };
  const beside = { group: "hung", count: 2_000, workspaces: 20, channels: 500, spreadMs: 15_000, networks: [hung] };
  return compareRuns("d4", rounds, [
    () => once(stage, { measured, beside: null, afterMs: 0, leadMs: LEAD_MS }),
    () => once(stage, { measured, beside, afterMs: 0, leadMs: LEAD_MS, hanging: hung }),
  ]);
}
