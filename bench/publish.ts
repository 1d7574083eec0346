import { join } from "node:path";
import { installPeers } from "@/peers/install";
import { compare } from "./publishing/compare";
import { hanging, neighbours } from "./publishing/neighbours";
import { recovery } from "./publishing/recovery";
import { startStage } from "./publishing/stage";

// How late posts arrive at their receiver and how many go out in a second, in one run with the queues one would take
// instead. Run: npm run bench:publish -- <d1|d2|d3|d4|recovery|all> [rounds, default 3] [posts of d2, default 100000].
// A line for each ratio; the last line of each is JSON, milliseconds and posts per second.

const [name = "all", rounds = 3, burst = 100_000] = process.argv
  .slice(2)
  .map((word, i) => (i === 0 ? word : Number(word)));
const BENCHES = {
  d1: (stage) => compare(stage, "d1", { rounds: Number(rounds), count: 2_000, spreadMs: 20_000 }),
  d2: (stage) => compare(stage, "d2", { rounds: Number(rounds), count: Number(burst), spreadMs: 0 }),
  d3: (stage) => neighbours(stage, { rounds: Number(rounds), burst: Number(burst) }),
  d4: (stage) => hanging(stage, { rounds: Number(rounds) }),
  recovery: (stage) => recovery(stage, { rounds: Number(rounds) }),
} satisfies Record<string, (stage: Awaited<ReturnType<typeof startStage>>) => Promise<object>>;

const chosen = Object.entries(BENCHES).filter(([known]) => name === "all" || name === known);
if (chosen.length === 0) throw new Error(`There is no ${name}; there are ${Object.keys(BENCHES).join(", ")} and all.`);
await installPeers(join(import.meta.dirname, "peers"), { size: "about 30 MB", probe: "require('graphile-worker')" });
const stage = await startStage();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void stage.stop().finally(() => process.exit(1)));
try {
  for (const [, bench] of chosen) console.log(JSON.stringify(await bench(stage)));
} finally {
  await stage.stop();
}
