import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

/**
 * Dispatchers look by themselves at least this often; what is due later needs no wake-up. Less than the silence after
 * which a database that starts again is taken for an older copy (15 s, see sweep.beat).
 */
export const LOOK_EVERY_MS = 10_000;

/** Lets every dispatcher look at the ledger as soon as the transaction commits, when something is due soon. */
export async function wakeDispatchers(tx: Tx, sendAt: Date): Promise<void> {
  if (sendAt.getTime() - Date.now() < 2 * LOOK_EVERY_MS) await tx.execute(sql`select pg_notify('due', '')`);
}

/** The database's clock: the one that instants are held against. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.execute<{ at: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::double precision as at`,
  );
  return new Date(row?.at ?? Date.now());
}
