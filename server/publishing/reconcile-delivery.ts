import { pool } from "@/db/client";
import type { Ctx } from "@/server/context";
import type { Reconciled } from "@/server/networks/network";
import { createClock } from "@/server/publishing/dispatch/clock";
import { createLedger, type Outcome } from "@/server/publishing/dispatch/ledger";
import { loadOutgoing, openNetwork, REACH, type Reach } from "@/server/publishing/load-outgoing";
import { readMedia, toOutgoingPart } from "@/server/publishing/outgoing";

const LOOK_UP_MS = 15_000;

export type ReconciledDelivery = "published" | "sent_again" | "asked" | "settled_already";

/**
 * Finds out what became of a delivery whose outcome is unknown: published, or absent and therefore sent again at once
 * (a thread at its missing part), or nobody can tell and a person is asked. Throws NetworkError when the network does not
 * answer; the ledger asks a person when that goes on.
 */
export async function reconcileDelivery(
  ctx: Ctx,
  { deliveryId, fence }: { deliveryId: string; fence: number },
  reach: Reach = REACH,
): Promise<ReconciledDelivery> {
  const loaded = await loadOutgoing(ctx, deliveryId);
  const part = loaded.parts.find(({ state }) => state === "unknown");
  if (loaded.state !== "unknown" || loaded.fence !== fence || !part) return "settled_already";
  const opened = await openNetwork(ctx, loaded, reach);
  const media = await readMedia(ctx, loaded.content);
  const outgoing = toOutgoingPart(loaded, part.ordinal, media);
  const found: Reconciled = opened
    ? await opened.network.reconcile(opened.channel, outgoing, AbortSignal.timeout(LOOK_UP_MS))
    : { state: "cannot_tell" };
  const last = part.ordinal + 1 >= loaded.parts.length;
  const item = { id: deliveryId, fence, kind: "reconcile" as const, ordinal: part.ordinal };
  const ledger = createLedger((query) => Promise.resolve(query(pool())), { owner: "reconcile", clock: createClock() });
  const kept = await ledger.record([{ ...item, ...verdict(found, last) }], 0);
  if (!kept.has(deliveryId)) return "settled_already";
  await pool()`select pg_notify('due', '')`;
  if (found.state === "cannot_tell") return "asked";
  return found.state === "published" && last ? "published" : "sent_again";
}

function verdict(found: Reconciled, last: boolean): Omit<Outcome, "id" | "fence" | "kind" | "ordinal"> {
  switch (found.state) {
    case "published": {
      const { remoteId, url, data } = found.receipt;
      const rest = last ? { state: "published" as const } : { state: "scheduled" as const, delayMs: 0 };
      return { outcome: "published", ...rest, remoteId, url, receipt: data };
    }
    case "absent":
      return {
        outcome: "absent",
        state: "scheduled",
        delayMs: 0,
        code: "absent",
        message: "It was not there: sent again.",
      };
    case "cannot_tell":
      return {
        outcome: "unknown",
        state: "needs_attention",
        code: "cannot_tell",
        message: "The network cannot say whether this went out. Look there, then say which it is.",
      };
  }
}
