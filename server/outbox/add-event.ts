import type { Tx } from "@/db/client";
import { outbox } from "@/db/schema/workspaces";
import type { EventName, Events } from "@/inngest/client";

/** Puts an event into the transaction that made it true; the relay sends it after commit, at least once. */
export async function addEvent<N extends EventName>(tx: Tx, name: N, data: Events[N]): Promise<void> {
  await tx.insert(outbox).values({ workspaceId: data.workspaceId, name, data });
}
