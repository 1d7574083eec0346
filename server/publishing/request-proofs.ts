import { sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { systemCtx } from "@/server/context";
import { addEvent } from "@/server/outbox/add-event";

const PAGE = 1_000;
/** As many pages as one run hands out; the next run goes on. */
const MOST_PAGES = 10;
/** What one run reads back, all of one channel. */
const TOGETHER = 50;

/** Asks for proofs of what is out and was not read back, across workspaces; says of how much. Lost requests come again. */
export async function requestProofs(): Promise<number> {
  let asked = 0;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const due = await withoutTenant((tx) =>
      tx.execute<{ workspace_id: string; channel_id: string; delivery_id: string }>(
        sql`select * from sweep.take_unproven(${PAGE})`,
      ),
    );
    for (const [workspaceId, rows] of Map.groupBy(due, (row) => row.workspace_id))
      await systemCtx(workspaceId, "follow-deliveries").tx(async (tx) => {
        for (const [channelId, ofChannel] of Map.groupBy(rows, (row) => row.channel_id)) {
          const ids = ofChannel.map((row) => row.delivery_id);
          for (let from = 0; from < ids.length; from += TOGETHER)
            await addEvent(tx, "publishing/channel.unproven", {
              workspaceId,
              channelId,
              deliveryIds: ids.slice(from, from + TOGETHER),
            });
        }
      });
    asked += due.length;
    if (due.length < PAGE) break;
  }
  return asked;
}
