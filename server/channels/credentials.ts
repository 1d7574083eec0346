import { and, eq } from "drizzle-orm";
import { channels, type SealedCredentials } from "@/db/schema/channels";
import type { Ctx } from "@/server/context";
import { AppError } from "@/server/errors";
import type { ChannelAccess } from "@/server/networks/network";
import { seal, unseal } from "@/server/secrets/seal";

/** A channel with its credentials open, for the length of one call; `version` names the credentials it holds. */
export type OpenChannel = ChannelAccess & {
  network: (typeof channels.$inferSelect)["network"];
  version: number;
  /** When the access credential dies; null when it does not. */
  expiresAt: Date | null;
};

const nameOf = (workspaceId: string, channelId: string) => ({ workspaceId, rowId: channelId, field: "credentials" });

/** Encrypts a channel's credentials for its row. */
export const sealCredentials = (
  workspaceId: string,
  channelId: string,
  credentials: Record<string, string>,
): SealedCredentials => seal(JSON.stringify(credentials), nameOf(workspaceId, channelId));

/** Reads a channel and decrypts its credentials. Throws NOT_FOUND; a disconnected channel opens too, to finish what is due. */
export async function openCredentials(ctx: Ctx, channelId: string): Promise<OpenChannel> {
  const [row] = await ctx.tx((tx) =>
    tx
      .select()
      .from(channels)
      .where(and(eq(channels.workspaceId, ctx.workspaceId), eq(channels.id, channelId))),
  );
  if (!row) throw new AppError("NOT_FOUND", "There is no such channel.");
  const opened = row.credentials ? unseal(row.credentials, nameOf(row.workspaceId, row.id)) : "{}";
  return {
    channelId: row.id,
    workspaceId: row.workspaceId,
    remoteId: row.remoteId,
    credentials: JSON.parse(opened) as Record<string, string>,
    network: row.network,
    version: row.credentialsVersion,
    expiresAt: row.credentialsExpireAt,
  };
}
