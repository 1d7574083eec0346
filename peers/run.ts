import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { blueskySuite } from "./bluesky";
import { installPeers } from "./install";
import { ledgerSuite } from "./ledger";
import type { PeerSuite } from "./suite";

// `npm run test:peers`: adapters against the real servers. A suite is a function of this folder; add it here.
const SUITES: ((folder: string) => Promise<PeerSuite>)[] = [blueskySuite, ledgerSuite];

const folder = dirname(fileURLToPath(import.meta.url));
let passed = 0;
let failed = 0;

function fail(name: string, error: unknown): void {
  failed += 1;
  console.log(`FAIL  ${name}`);
  console.error(error);
}

async function runSuite(start: (folder: string) => Promise<PeerSuite>): Promise<void> {
  const suite = await start(folder);
  console.log(`${suite.name}:`);
  try {
    for (const { name, run } of suite.cases) {
      try {
        await run();
        passed += 1;
        console.log(`  ok  ${name}`);
      } catch (error) {
        fail(name, error);
      }
    }
  } finally {
    await suite.stop();
  }
}

try {
  await installPeers(folder, {
    size: "about 360 MB",
    probe: "new (require('better-sqlite3'))(':memory:').close()",
  });
  for (const start of SUITES) await runSuite(start).catch((error: unknown) => fail(start.name, error));
} catch (error) {
  failed += 1;
  console.error(error instanceof Error ? error.message : error);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
