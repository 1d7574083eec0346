import { setTimeout as wait } from "node:timers/promises";
import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { type OpenChannel, openCredentials, sealCredentials } from "@/server/channels/credentials";
import { networks } from "@/server/channels/networks";
import type { Ctx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import { announce } from "@/server/live/announce";

const REFRESH_MS = 20_000;
const LEASE = sql`now() + interval '30 seconds'`;

/**
 * Renews a channel's credentials exactly once, however many ask: whoever saw version `seen` fail passes it, one of them
 * refreshes, the others wait for the new version. Throws NetworkError auth_expired when only the person can reconnect;
 * a network that does not answer leaves the channel as it was.
 */
export async function refreshChannel(ctx: Ctx, channelId: string, seen: number): Promise<OpenChannel> {
  const deadline = performance.now() + 2 * REFRESH_MS;
  for (;;) {
    const channel = await openCredentials(ctx, channelId);
    if (channel.version !== seen) return channel;
    if (await takeRefresh(ctx, channelId, seen)) return refreshNow(ctx, channel);
    if (performance.now() > deadline)
      throw new NetworkError("unavailable", "Another refresh of this channel has not finished yet.");
    await wait(100);
  }
}

const sameVersion = (channelId: string, seen: number) =>
  and(eq(channels.id, channelId), eq(channels.credentialsVersion, seen));

async function takeRefresh(ctx: Ctx, channelId: string, seen: number): Promise<boolean> {
  const free = or(isNull(channels.refreshUntil), lt(channels.refreshUntil, sql`now()`));
  const taken = await ctx.tx((tx) =>
    tx
      .update(channels)
      .set({ refreshUntil: LEASE })
      .where(and(sameVersion(channelId, seen), free))
      .returning({ id: channels.id }),
  );
  return taken.length === 1;
}

async function refreshNow(ctx: Ctx, channel: OpenChannel): Promise<OpenChannel> {
  const { channelId, workspaceId, version } = channel;
  try {
    const refresh = networks.get(channel.network)?.refresh;
    if (!refresh) throw new NetworkError("auth_expired", "This network gives no way to renew a sign-in.");
    const fresh = await refresh(channel, AbortSignal.timeout(REFRESH_MS));
    await ctx.tx(async (tx) => {
      await tx
        .update(channels)
        .set({
          credentials: sealCredentials(workspaceId, channelId, fresh.credentials),
          credentialsVersion: version + 1,
          credentialsExpireAt: fresh.expiresAt,
          health: "connected",
          healthMessage: null,
          refreshUntil: null,
        })
        .where(sameVersion(channelId, version));
    });
    return { ...channel, credentials: fresh.credentials, version: version + 1 };
  } catch (error) {
    const dead = error instanceof NetworkError && (error.kind === "auth_expired" || error.kind === "rejected");
    await ctx.tx(async (tx) => {
      const failed = dead ? { health: "reconnect" as const, healthMessage: error.message } : {};
      await tx
        .update(channels)
        .set({ refreshUntil: null, ...failed })
        .where(sameVersion(channelId, version));
      if (dead) await announce(tx, workspaceId, { kind: "channel", id: channelId });
    });
    if (dead)
      throw new NetworkError("auth_expired", "This channel's sign-in has ended: reconnect it.", { cause: error });
    throw error;
  }
}
