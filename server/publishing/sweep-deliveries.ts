import { pool } from "@/db/client";
import { createClock } from "@/server/publishing/dispatch/clock";
import { createLedger } from "@/server/publishing/dispatch/ledger";
import { TIMING } from "@/server/publishing/dispatch/settings";

/** Puts right what nobody looks after any more, across all workspaces; says how many rows of each kind. */
export async function sweepDeliveries(): Promise<{ released: number; expired: number; givenUp: number }> {
  const ledger = createLedger((query) => Promise.resolve(query(pool())), { owner: "sweep", clock: createClock() });
  const { released, expired, givenUp } = await ledger.tend(TIMING.patience);
  if (released > 0) await pool()`select pg_notify('due', '')`;
  return { released, expired, givenUp };
}
