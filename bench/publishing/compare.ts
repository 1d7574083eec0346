import { type Figures, over, round, summarise } from "./figures";
import type { Stage } from "./stage";
import { type Load, measure, peersOf, raw, reprise, type System, timers } from "./systems";

type Row = { name: string; says: string } & Figures;

/** D1: random instants. D2: all at one instant, next to the rate of bare POSTs. Systems take turns in each round. */
export async function compare(stage: Stage, name: "d1" | "d2", { rounds, ...load }: Load & { rounds: number }) {
  const systems = [...(name === "d2" ? [raw] : [timers]), reprise, ...peersOf(stage)];
  const seen = new Map<System, Figures[]>(systems.map((system) => [system, []]));
  for (let i = 1; i <= rounds; i++)
    for (const system of systems) {
      const figures = summarise(await measure(system, stage, load), load.count);
      seen.get(system)?.push(figures);
      console.error(`${name} round ${i} ${system.name}: ${JSON.stringify(figures)}`);
    }
  const rows: Row[] = systems.map(({ name, says }, i) => ({ name, says, ...over([...seen.values()][i] ?? []) }));
  return report(name, rows, stage);
}

function report(name: "d1" | "d2", rows: Row[], stage: Stage) {
  const of = (wanted: string) => rows.find((row) => row.name === wanted);
  const ours = of(reprise.name);
  const peers = rows.filter((row) => peersOf(stage).some((peer) => peer.name === row.name));
  console.table(Object.fromEntries(rows.map(({ name, ...figures }) => [name, figures])));
  if (stage.redisPort === null) console.log("BullMQ: not measured, no Redis. Set REDIS_SERVER to a redis-server.");
  const ratios =
    name === "d1"
      ? {
          p99OverTimers: round((ours?.p99 ?? 0) / (of(timers.name)?.p99 ?? 1)),
          p99OverBestPeer: round((ours?.p99 ?? 0) / Math.min(...peers.map(({ p99 }) => p99)), 4),
          ...Object.fromEntries(peers.map((peer) => [`p99Over ${peer.name}`, round((ours?.p99 ?? 0) / peer.p99, 4)])),
        }
      : {
          rateOverRaw: round((ours?.perSecond ?? 0) / (of(raw.name)?.perSecond ?? 1)),
          rateOverBestPeer: round((ours?.perSecond ?? 0) / Math.max(...peers.map(({ perSecond }) => perSecond))),
          ...Object.fromEntries(
            peers.map((peer) => [`rateOver ${peer.name}`, round((ours?.perSecond ?? 0) / peer.perSecond)]),
          ),
        };
  for (const [what, ratio] of Object.entries(ratios)) console.log(`${name} ${what}: ${ratio}`);
  return { bench: name, rows, ratios, bullmq: stage.redisPort === null ? "not measured, no Redis" : "measured" };
}
