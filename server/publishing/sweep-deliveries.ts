import { pool } from "@/db/client";
import { createLedger } from "@/server/publishing/dispatch/ledger";

/** Puts right what nobody looks after any more, across all workspaces; says how many rows of each kind. */
export async function sweepDeliveries(): Promise<{ released: number; expired: number; givenUp: number }> {
  const ledger = createLedger((query) => Promise.resolve(query(pool())), { owner: "sweep" });
  const { released, expired, givenUp } = await ledger.tend();
  if (released > 0) await pool()`select pg_notify('due', '')`;
  return { released, expired, givenUp };
}
