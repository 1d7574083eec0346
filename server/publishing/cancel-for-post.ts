import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { cancelWhere } from "@/server/publishing/change-delivery";

/** Cancels whatever of a post has not gone out, in the transaction that trashes it; returns how many. */
export const cancelForPost = (tx: Tx, postId: string): Promise<number> =>
  cancelWhere(tx, eq(deliveries.postId, postId));
