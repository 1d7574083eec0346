import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { Risk } from "@/db/schema/deliveries";
import { type NetworkId, RULES } from "@/server/networks/rules";

const HOUR_MS = 3_600_000;

type Planned = { id: string; channelId: string; network: NetworkId; sendAt: Date };
type Sent = { id: string; channel_id: string; at: number; parts: number };

/** Those deliveries at whose instant their channel will have spent what its network allows it, by id. */
export async function findCrowded(tx: Tx, workspaceId: string, planned: Planned[]): Promise<Map<string, Risk[]>> {
  const limited = planned.filter(({ network }) => RULES[network].quota !== null);
  const found = new Map<string, Risk[]>();
  if (limited.length === 0) return found;
  const around = await readAround(tx, workspaceId, limited);
  for (const { id, channelId, network, sendAt } of limited) {
    const { quota, name } = RULES[network];
    if (!quota) continue;
    const from = sendAt.getTime() - quota.windowHours * HOUR_MS;
    const own = around.find((one) => one.id === id)?.parts ?? 1;
    const before = around.filter(
      (one) => one.channel_id === channelId && one.id !== id && one.at > from && one.at <= sendAt.getTime(),
    );
    const used = before.reduce((sum, { parts }) => sum + parts, 0);
    if (used + own <= quota.max) continue;
    const message = `${name} takes ${quota.max} posts of one account within ${hours(quota.windowHours)}, and by then there are ${used}: this goes out later.`;
    found.set(id, [{ code: "quota", severity: "warning", message }]);
  }
  return found;
}

/** What goes out, or went out, on the same channels in the windows before these instants. */
function readAround(tx: Tx, workspaceId: string, planned: Planned[]): Promise<Sent[]> {
  const windowMs = Math.max(...planned.map(({ network }) => (RULES[network].quota?.windowHours ?? 0) * HOUR_MS));
  const instants = planned.map(({ sendAt }) => sendAt.getTime());
  const from = new Date(Math.min(...instants) - windowMs).toISOString();
  const to = new Date(Math.max(...instants)).toISOString();
  const channelIds = [...new Set(planned.map(({ channelId }) => channelId))];
  const channels = sql`d.workspace_id = ${workspaceId} and d.channel_id = any(${sql.param(channelIds)}::uuid[])`;
  // Two halves, because each has an index of its own.
  return tx.execute<Sent>(sql`
    select a.id, a.channel_id, (extract(epoch from a.at) * 1000)::double precision as at,
      (select count(*)::int from delivery_parts p where p.workspace_id = ${workspaceId} and p.delivery_id = a.id) as parts
    from (
      select d.id, d.channel_id, d.send_at as at from deliveries d
      where ${channels} and d.state in ('scheduled', 'preparing', 'ready')
        and d.send_at between ${from}::timestamptz and ${to}::timestamptz
      union all
      select d.id, d.channel_id, d.published_at from deliveries d
      where ${channels} and d.state = 'published' and d.published_at >= ${from}::timestamptz
        and d.sending_at > ${from}::timestamptz - interval '1 hour'
    ) a`);
}

const hours = (count: number): string =>
  count < 1 ? `${Math.round(count * 60)} minutes` : count === 1 ? "an hour" : `${count} hours`;
