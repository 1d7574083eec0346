import { sql } from "drizzle-orm";
import { withoutTenant } from "@/db/client";
import { systemCtx } from "@/server/context";
import { addEvent } from "@/server/outbox/add-event";

const PAGE = 500;
/** As many as one run hands out; the next run goes on. */
const MOST_PAGES = 20;

type Due = { workspace_id: string; channel_id: string; version: number };

/** Asks for the renewal of every channel whose time has come, across workspaces; says how many. Lost requests come again. */
export async function requestRefreshes(): Promise<number> {
  let asked = 0;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const due = await withoutTenant((tx) => tx.execute<Due>(sql`select * from sweep.take_refreshes(${PAGE})`));
    for (const { workspace_id: workspaceId, channel_id: channelId, version } of due)
      await systemCtx(workspaceId, "refresh-channels").tx((tx) =>
        addEvent(tx, "channels/channel.expiring", { workspaceId, channelId, version }),
      );
    asked += due.length;
    if (due.length < PAGE) break;
  }
  return asked;
}
