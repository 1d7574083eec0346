import { setTimeout as wait } from "node:timers/promises";
import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { isAway } from "@/db/session";
import { type OpenChannel, openCredentials, sealCredentials } from "@/server/channels/credentials";
import { channelWorks, loseChannel } from "@/server/channels/lose-channel";
import { networks } from "@/server/channels/networks";
import { refreshTime } from "@/server/channels/refresh-time";
import type { Ctx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import { signalWithin } from "@/server/networks/http";
import type { ConnectedAccount, Network } from "@/server/networks/network";
import type { NetworkId } from "@/server/networks/rules";

const REFRESH_MS = 20_000;
const LEASE = sql`now() + interval '30 seconds'`;
/** After a failure nobody asks again for this long: those who wait must not queue up at a network that is down. */
const QUIET_MS = 5_000;
const LONGEST_QUIET_MS = 60_000;
/** An answer that is here is kept, even if the database is away for a moment. */
const STORE_TRIES = 40;
const STORE_PAUSE_MS = 250;

type Networks = ReadonlyMap<NetworkId, Network>;

/**
 * Renews a channel's credentials exactly once, however many ask: whoever saw version `seen` fail passes it, one of them
 * refreshes, the others wait for the new version, which is stored before anybody uses it. Throws NetworkError auth_expired
 * when only the person can reconnect; a network that does not answer leaves the channel as it was.
 */
export async function refreshChannel(
  ctx: Ctx,
  channelId: string,
  seen: number,
  known: Networks = networks,
): Promise<OpenChannel> {
  const deadline = performance.now() + 2 * REFRESH_MS;
  for (;;) {
    const channel = await openCredentials(ctx, channelId);
    if (channel.version !== seen) return channel;
    const turn = await takeTurn(ctx, channelId, seen);
    if (turn && (await refreshNow(ctx, channel, { turn, network: known.get(channel.network) }))) continue;
    if (performance.now() > deadline)
      throw new NetworkError("unavailable", "Another refresh of this channel has not finished yet.");
    await wait(100);
  }
}

/**
 * Opens a channel for use. Credentials that are dead already, because nothing ran that would have renewed them, are renewed
 * first; when that fails they are given as they are, and the network's refusal says the rest.
 */
export async function openFresh(ctx: Ctx, channelId: string, known: Networks = networks): Promise<OpenChannel> {
  const channel = await openCredentials(ctx, channelId);
  if (!channel.expiresAt || channel.expiresAt.getTime() > Date.now()) return channel;
  try {
    return await refreshChannel(ctx, channelId, channel.version, known);
  } catch (error) {
    if (error instanceof NetworkError) return channel;
    throw error;
  }
}

/** Renews a channel ahead of the end of its credentials; what cannot be renewed is known and told by then. */
export async function refreshAhead(
  ctx: Ctx,
  { channelId, version }: { channelId: string; version: number },
  known: Networks = networks,
): Promise<"renewed" | "reconnect"> {
  try {
    await refreshChannel(ctx, channelId, version, known);
    return "renewed";
  } catch (error) {
    if (error instanceof NetworkError && error.kind === "auth_expired") return "reconnect";
    throw error;
  }
}

const sameVersion = (channelId: string, seen: number) =>
  and(eq(channels.id, channelId), eq(channels.credentialsVersion, seen), isNull(channels.deletedAt));

/** `unfinished`: an earlier refresh of these credentials was begun and nobody knows what the network made of it. */
type Turn = { unfinished: boolean };

async function takeTurn(ctx: Ctx, channelId: string, seen: number): Promise<Turn | null> {
  const free = or(isNull(channels.refreshUntil), lt(channels.refreshUntil, sql`now()`));
  return ctx.tx(async (tx) => {
    const [found] = await tx
      .select({ until: channels.refreshUntil })
      .from(channels)
      .where(and(sameVersion(channelId, seen), free))
      .for("update");
    if (!found) return null;
    await tx.update(channels).set({ refreshUntil: LEASE }).where(sameVersion(channelId, seen));
    return { unfinished: found.until !== null };
  });
}

/** False when the credentials were replaced meanwhile: somebody connected or disconnected the channel. */
async function refreshNow(
  ctx: Ctx,
  channel: OpenChannel,
  { turn, network }: { turn: Turn; network: Network | undefined },
): Promise<boolean> {
  const { channelId, version } = channel;
  try {
    if (!network?.refresh)
      throw new NetworkError("auth_expired", "Its sign-in has ended and cannot be renewed by itself.");
    const fresh = await network.refresh(channel, signalWithin(REFRESH_MS));
    return await store(ctx, channel, fresh);
  } catch (error) {
    const refused = error instanceof NetworkError && (error.kind === "auth_expired" || error.kind === "rejected");
    if (!refused) {
      // Left in the past or the near future and not cleared: the network may have renewed them all the same.
      const quietMs = error instanceof NetworkError ? (error.retryAfterMs ?? QUIET_MS) : QUIET_MS;
      await setRefreshUntil(ctx, channel, Math.min(quietMs, LONGEST_QUIET_MS));
      throw error;
    }
    const interrupted = `Renewing its sign-in was interrupted, and ${network?.name ?? "the network"} no longer takes the old one.`;
    // A reason of its own, such as an account that was closed, is the better one.
    const message = turn.unfinished && error.kind === "auth_expired" ? interrupted : error.message;
    await setRefreshUntil(ctx, channel, null);
    await loseChannel(ctx, { channelId, message, version });
    throw new NetworkError("auth_expired", "This channel's sign-in has ended: reconnect it.", { cause: error });
  }
}

async function setRefreshUntil(ctx: Ctx, { channelId, version }: OpenChannel, afterMs: number | null): Promise<void> {
  const refreshUntil = afterMs === null ? null : sql`now() + ${afterMs} * interval '1 millisecond'`;
  await ctx.tx((tx) => tx.update(channels).set({ refreshUntil }).where(sameVersion(channelId, version)));
}

async function store(ctx: Ctx, channel: OpenChannel, fresh: ConnectedAccount): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await storeOnce(ctx, channel, fresh);
    } catch (error) {
      if (!isAway(error) || tries >= STORE_TRIES) throw error;
      await wait(STORE_PAUSE_MS);
    }
  }
}

/** A commit whose answer was lost shows as a newer version the next time, which is as good. */
async function storeOnce(ctx: Ctx, channel: OpenChannel, fresh: ConnectedAccount): Promise<boolean> {
  const { channelId, workspaceId, version } = channel;
  return ctx.tx(async (tx) => {
    const [known] = await tx
      .select({ endsAt: channels.endsAt, health: channels.health })
      .from(channels)
      .where(sameVersion(channelId, version))
      .for("update");
    if (!known) return false;
    const endsAt = fresh.endsAt === undefined ? known.endsAt : fresh.endsAt;
    await tx
      .update(channels)
      .set({
        credentials: sealCredentials(workspaceId, channelId, fresh.credentials),
        credentialsVersion: version + 1,
        credentialsExpireAt: fresh.expiresAt,
        refreshAt: refreshTime({ expiresAt: fresh.expiresAt, endsAt, renewable: true }),
        endsAt,
        health: "connected",
        healthMessage: null,
        refreshUntil: null,
      })
      .where(sameVersion(channelId, version));
    // A refresher that was held up and thought dead comes back with what its successor was refused.
    if (known.health !== "connected") await channelWorks(tx, workspaceId, channelId);
    return true;
  });
}
