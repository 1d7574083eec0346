import { and, desc, eq, sql } from "drizzle-orm";
import { type Tx, withoutTenant } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { posts } from "@/db/schema/posts";
import { systemCtx } from "@/server/context";
import { RULES } from "@/server/networks/rules";
import { raiseNotification } from "@/server/notifications/raise-notification";

const PAGE = 1_000;
const MOST_PAGES = 10;

type Untold = { workspace_id: string; channel_id: string; code: string; ids: string[]; fences: string[] };

/**
 * Tells people of deliveries that failed or need attention, across workspaces, one notification for all of a channel with
 * one reason; and ends notifications whose cause is gone. Says how many deliveries were told of.
 */
export async function tellFailures(): Promise<{ told: number; settled: number }> {
  let told = 0;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const groups = await withoutTenant((tx) => tx.execute<Untold>(sql`select * from sweep.untold_failures(${PAGE})`));
    for (const group of groups)
      await systemCtx(group.workspace_id, "follow-deliveries").tx(async (tx) => {
        await tell(tx, group);
        // In the same transaction: a crash tells again, never nobody.
        await tx.execute(
          sql`select sweep.mark_told(${sql.param(group.ids)}::uuid[], ${sql.param(group.fences)}::bigint[])`,
        );
      });
    const count = groups.reduce((sum, { ids }) => sum + ids.length, 0);
    told += count;
    if (count < PAGE) break;
  }
  const [row] = await withoutTenant((tx) =>
    tx.execute<{ settled: number }>(sql`select sweep.settle_notifications() as settled`),
  );
  return { told, settled: row?.settled ?? 0 };
}

async function tell(tx: Tx, { workspace_id: workspaceId, channel_id: channelId, code }: Untold): Promise<void> {
  // All of them as the ledger has them now, not only those of this page.
  const failing = and(
    eq(deliveries.workspaceId, workspaceId),
    eq(deliveries.channelId, channelId),
    sql`${deliveries.state} in ('failed', 'needs_attention')`,
    sql`coalesce(${deliveries.failure} ->> 'code', '') = ${code}`,
  );
  const count = await tx.$count(deliveries, failing);
  const [latest] = await tx
    .select({
      id: deliveries.id,
      failure: deliveries.failure,
      title: posts.title,
      channel: channels.name,
      network: channels.network,
    })
    .from(deliveries)
    .innerJoin(posts, and(eq(posts.workspaceId, deliveries.workspaceId), eq(posts.id, deliveries.postId)))
    .innerJoin(channels, and(eq(channels.workspaceId, deliveries.workspaceId), eq(channels.id, deliveries.channelId)))
    .where(failing)
    .orderBy(desc(deliveries.updatedAt), desc(deliveries.id))
    .limit(1);
  if (!latest) return;
  const { id: deliveryId, failure, title, channel, network } = latest;
  const what = count === 1 ? `“${title}”` : `${count} posts, “${title}” the last of them,`;
  const text = `${what} did not go out to ${channel} on ${RULES[network].name}. ${failure?.message ?? "Nobody knows why."}`;
  await raiseNotification(tx, workspaceId, {
    kind: "delivery",
    cause: `delivery:${channelId}:${code}`,
    text,
    channelId,
    deliveryId,
  });
}
