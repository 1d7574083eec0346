import type { Tx } from "@/db/client";
import { channels } from "@/db/schema/channels";
import { AppError } from "@/server/errors";

type CreateHubChannelInput = { workspaceId: string; handle: string; name: string };

/** Gives a workspace its public channel, in the transaction of its birth. Throws CONFLICT when the handle is taken. */
export async function createHubChannel(
  tx: Tx,
  { workspaceId, handle, name }: CreateHubChannelInput,
): Promise<{ id: string }> {
  const [created] = await tx
    .insert(channels)
    .values({ workspaceId, network: "hub", remoteId: handle, name })
    .onConflictDoNothing()
    .returning({ id: channels.id });
  if (!created) throw new AppError("CONFLICT", `The address “${handle}” is taken. Choose another.`);
  return created;
}
