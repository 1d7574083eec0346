import { randomUUID } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { channels } from "@/db/schema/channels";
import { sealCredentials } from "@/server/channels/credentials";
import type { connectChannelInput } from "@/server/channels/input";
import { networks } from "@/server/channels/networks";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";

const CONNECT_MS = 20_000;

/**
 * Connects an account, or connects a known one again with fresh credentials. The network is asked first, outside any
 * transaction. Throws NetworkError with the network's own reason.
 */
export async function connectChannel(ctx: Ctx, input: z.infer<typeof connectChannelInput>): Promise<{ id: string }> {
  guard(ctx, "channels.manage");
  const { network: networkId, ...typed } = input;
  const connect = networks.get(networkId)?.connect;
  if (!connect) throw new AppError("BAD_REQUEST", "This network cannot be connected yet.");
  const given = Object.fromEntries(
    Object.entries(typed).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const account = await connect(given, AbortSignal.timeout(CONNECT_MS));
  return ctx.tx(async (tx) => {
    const [known] = await tx
      .select({ id: channels.id, version: channels.credentialsVersion })
      .from(channels)
      .where(
        and(
          eq(channels.workspaceId, ctx.workspaceId),
          eq(channels.network, networkId),
          eq(channels.remoteId, account.remoteId),
          isNull(channels.deletedAt),
        ),
      )
      .for("update");
    const id = known?.id ?? randomUUID();
    const fresh = {
      name: account.name,
      avatarUrl: account.avatarUrl,
      health: "connected" as const,
      healthMessage: null,
      credentials: sealCredentials(ctx.workspaceId, id, account.credentials),
      credentialsVersion: (known?.version ?? 0) + 1,
      credentialsExpireAt: account.expiresAt,
      refreshUntil: null,
    };
    if (known) await tx.update(channels).set(fresh).where(eq(channels.id, id));
    else
      await tx
        .insert(channels)
        .values({ id, workspaceId: ctx.workspaceId, network: networkId, remoteId: account.remoteId, ...fresh });
    await announce(tx, ctx.workspaceId, { kind: "channel", id });
    return { id };
  });
}
