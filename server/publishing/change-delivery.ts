import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { OPEN_STATES } from "@/server/publishing/input";
import { deliveryNotFound } from "@/server/publishing/queries";

/** A delivery that waits for a person, or failed, may be given up as well. */
const CANCELLABLE = [...OPEN_STATES, "failed", "needs_attention"] as const;

/** Cancels the deliveries of the bound workspace that are not going out yet; returns how many. */
export async function cancelWhere(tx: Tx, which: SQL | undefined): Promise<number> {
  const open = and(which, inArray(deliveries.state, CANCELLABLE));
  // The ledger's rows are always locked in the order of their ids.
  await tx.select({ id: deliveries.id }).from(deliveries).where(open).orderBy(asc(deliveries.id)).for("update");
  const cancelled = await tx
    .update(deliveries)
    .set({
      state: "cancelled",
      owner: null,
      leaseUntil: null,
      revision: sql`${deliveries.revision} + 1`,
      updatedAt: sql`now()`,
    })
    .where(open)
    .returning({ id: deliveries.id, postId: deliveries.postId, workspaceId: deliveries.workspaceId });
  for (const { id, postId, workspaceId } of cancelled)
    await announce(tx, workspaceId, { kind: "delivery", id, postId, state: "cancelled" });
  return cancelled.length;
}

/** Says why a compare-and-set on an open delivery changed nothing. Always throws: NOT_FOUND or CONFLICT. */
export async function refuseChange(tx: Tx, workspaceId: string, deliveryId: string): Promise<never> {
  const [row] = await tx
    .select({ state: deliveries.state, revision: deliveries.revision })
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.id, deliveryId)));
  if (!row) throw deliveryNotFound();
  throw new AppError("CONFLICT", reasonOf(row.state), { details: { state: row.state, revision: row.revision } });
}

function reasonOf(state: (typeof deliveries.$inferSelect)["state"]): string {
  switch (state) {
    case "sending":
    case "unknown":
      return "Too late: it is going out.";
    case "published":
      return "It is already out.";
    case "cancelled":
      return "It was cancelled already.";
    case "failed":
    case "needs_attention":
      return "It did not go out. Say whether to send it again.";
    default:
      return "Somebody changed it meanwhile. Look at it again.";
  }
}
