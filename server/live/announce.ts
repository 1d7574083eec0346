import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { LiveEvent } from "@/server/live/input";

/** Postgres refuses a NOTIFY payload of 8,000 bytes. */
const MOST_BYTES = 7_500;

/** Tells open screens of the workspace, when and only if the transaction commits. */
export async function announce(tx: Tx, workspaceId: string, event: LiveEvent): Promise<void> {
  const payload = JSON.stringify({ workspaceId, event });
  if (Buffer.byteLength(payload) > MOST_BYTES && event.kind === "output")
    // Too long a piece: the listener sees a gap in `seq` and reads the whole text.
    return announce(tx, workspaceId, { ...event, append: "", seq: event.seq + 1 });
  await tx.execute(sql`select pg_notify('live', ${payload})`);
}
