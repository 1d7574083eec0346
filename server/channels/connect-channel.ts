import { randomUUID } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { channels } from "@/db/schema/channels";
import { sealCredentials } from "@/server/channels/credentials";
import type { connectChannelInput } from "@/server/channels/input";
import { channelWorks } from "@/server/channels/lose-channel";
import { networks } from "@/server/channels/networks";
import { refreshTime } from "@/server/channels/refresh-time";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";

const CONNECT_MS = 20_000;

/**
 * Connects an account, or connects a known one again with fresh credentials. The network is asked first, outside any
 * transaction. Throws NetworkError with the network's own reason.
 */
export async function connectChannel(ctx: Ctx, input: z.infer<typeof connectChannelInput>): Promise<{ id: string }> {
  guard(ctx, "channels.manage");
  const { network: networkId, ...typed } = input;
  const network = networks.get(networkId);
  const connect = network?.connect;
  if (!connect) throw new AppError("BAD_REQUEST", "This network cannot be connected yet.");
  const given = Object.fromEntries(
    Object.entries(typed).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const account = await connect(given, AbortSignal.timeout(CONNECT_MS));
  const { workspaceId } = ctx;
  const { remoteId, expiresAt } = account;
  const renewable = network.refresh !== undefined;
  const endsAt = account.endsAt ?? (renewable ? null : expiresAt);
  const fresh = (id: string, version: number) => ({
    name: account.name,
    avatarUrl: account.avatarUrl,
    health: "connected" as const,
    healthMessage: null,
    credentials: sealCredentials(workspaceId, id, account.credentials),
    credentialsVersion: version,
    credentialsExpireAt: expiresAt,
    refreshAt: refreshTime({ expiresAt, endsAt, renewable }),
    endsAt,
    refreshUntil: null,
  });
  return ctx.tx(async (tx) => {
    const renew = async (): Promise<string | null> => {
      const [known] = await tx
        .select({ id: channels.id, version: channels.credentialsVersion })
        .from(channels)
        .where(
          and(
            eq(channels.workspaceId, workspaceId),
            eq(channels.network, networkId),
            eq(channels.remoteId, remoteId),
            isNull(channels.deletedAt),
          ),
        )
        .for("update");
      if (!known) return null;
      await tx
        .update(channels)
        .set(fresh(known.id, known.version + 1))
        .where(eq(channels.id, known.id));
      return known.id;
    };
    const create = async (): Promise<string | null> => {
      const id = randomUUID();
      const [created] = await tx
        .insert(channels)
        .values({ id, workspaceId, network: networkId, remoteId, ...fresh(id, 1) })
        .onConflictDoNothing()
        .returning({ id: channels.id });
      return created?.id ?? null;
    };
    // The third: somebody connected the same account at the same moment.
    const id = (await renew()) ?? (await create()) ?? (await renew());
    if (!id) throw new AppError("CONFLICT", "This account was disconnected at the same moment. Try again.");
    await channelWorks(tx, workspaceId, id);
    return { id };
  });
}
