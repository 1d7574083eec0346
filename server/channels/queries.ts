import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { deliveries } from "@/db/schema/deliveries";
import { workspaces } from "@/db/schema/workspaces";
import { channelStatus } from "@/server/channels/channel-status";
import type { Channel } from "@/server/channels/input";
import { type Ctx, guard } from "@/server/context";

/** Every connected channel with what waits for it, the Hub first. A workspace has a few, at most 200 are given. */
export async function listChannels(ctx: Ctx): Promise<Channel[]> {
  guard(ctx, "workspace.read");
  const rows = await ctx.tx((tx) => {
    const waiting = tx
      .select({
        scheduled: sql<number>`count(*)::int`.as("scheduled"),
        nextAt: sql<Date | null>`min(${deliveries.sendAt})`.mapWith(asDate).as("next_at"),
        atRisk:
          sql<number>`(count(*) filter (where ${channels.health} = 'reconnect' or ${deliveries.sendAt} >= ${channels.endsAt}))::int`.as(
            "at_risk",
          ),
      })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.workspaceId, channels.workspaceId),
          eq(deliveries.channelId, channels.id),
          // As the index of the queue says it.
          sql`${deliveries.state} in ('scheduled', 'preparing', 'ready')`,
        ),
      )
      .as("waiting");
    const lastPublishedAt = sql<Date | null>`(select d.published_at from ${deliveries} d
      where d.workspace_id = ${channels.workspaceId} and d.channel_id = ${channels.id}
        and d.state = 'published' and d.sending_at is not null
      order by d.sending_at desc limit 1)`.mapWith(asDate);
    return tx
      .select({
        id: channels.id,
        network: channels.network,
        name: channels.name,
        remoteId: channels.remoteId,
        avatarUrl: channels.avatarUrl,
        health: channels.health,
        healthMessage: channels.healthMessage,
        createdAt: channels.createdAt,
        spacingSeconds: channels.spacingSeconds,
        endsAt: channels.endsAt,
        notBefore: channels.notBefore,
        pausedAt: channels.pausedAt,
        workspacePausedAt: workspaces.pausedAt,
        scheduled: waiting.scheduled,
        atRisk: waiting.atRisk,
        nextAt: waiting.nextAt,
        lastPublishedAt,
      })
      .from(channels)
      .innerJoin(workspaces, eq(workspaces.id, channels.workspaceId))
      .innerJoinLateral(waiting, sql`true`)
      .where(and(eq(channels.workspaceId, ctx.workspaceId), isNull(channels.deletedAt)))
      .orderBy(asc(channels.createdAt))
      .limit(200);
  });
  return rows.map(({ endsAt, notBefore, pausedAt, workspacePausedAt, scheduled, atRisk, ...channel }) => ({
    ...channel,
    status: channelStatus({ ...channel, endsAt, notBefore, pausedAt, workspacePausedAt }),
    forecast: { scheduled, atRisk },
  }));
}

const asDate = (value: string | Date | null): Date | null => (value === null ? null : new Date(value));
