import { pool } from "@/db/client";
import type { Ctx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import type { ChannelAccess, Reconciled } from "@/server/networks/network";
import { type NetworkRules, RULES } from "@/server/networks/rules";
import { createLedger, type Outcome } from "@/server/publishing/dispatch/ledger";
import { resend } from "@/server/publishing/dispatch/outcome";
import { isProvablyDead } from "@/server/publishing/dispatch/owner";
import { TIMING } from "@/server/publishing/dispatch/settings";
import { type LoadedOutgoing, loadOutgoing, openNetwork, REACH, type Reach } from "@/server/publishing/load-outgoing";
import { readMedia, toOutgoingPart } from "@/server/publishing/outgoing";

export type ReconciledDelivery = "published" | "sent_again" | "asked" | "undecided" | "settled_already";

/**
 * Finds out what became of a delivery whose outcome is unknown: published, or certainly not out and therefore sent again
 * (a thread at its missing part), or nobody can tell and a person is asked. `undecided`: it is not there, but may still
 * come; another look is due, and the ledger asks a person when that goes on. Throws NetworkError when the network does not
 * answer. Two at once do no harm: the first to record wins.
 */
export async function reconcileDelivery(
  ctx: Ctx,
  { deliveryId, fence }: { deliveryId: string; fence: number },
  reach: Reach = REACH,
): Promise<ReconciledDelivery> {
  const loaded = await loadOutgoing(ctx, deliveryId);
  const part = loaded.parts.find(({ state }) => state === "unknown");
  if (loaded.state !== "unknown" || loaded.fence !== fence || !part) return "settled_already";
  const { certainty } = reach.networks.get(loaded.network)?.rules ?? RULES[loaded.network];
  const { ordinal } = part;
  const { settle, lookUp } = reach.timing ?? TIMING;
  const found = await lookFor(ctx, loaded, { ordinal, certainty, reach, lookUpMs: lookUp });
  const verdict = judge(loaded, found, { ordinal, certainty, settleMs: settle });
  if (!verdict) return "undecided";
  const ledger = createLedger((query) => Promise.resolve(query(pool())), { owner: "reconcile" });
  const kept = await ledger.record([{ id: deliveryId, fence, kind: "reconcile", ordinal, ...verdict }], 0);
  if (!kept.has(deliveryId)) return "settled_already";
  await pool()`select pg_notify('due', '')`;
  if (verdict.state === "needs_attention") return "asked";
  return verdict.state === "published" ? "published" : "sent_again";
}

type Certainty = NetworkRules["certainty"];

async function lookFor(
  ctx: Ctx,
  loaded: LoadedOutgoing,
  { ordinal, certainty, reach, lookUpMs }: { ordinal: number; certainty: Certainty; reach: Reach; lookUpMs: number },
): Promise<Reconciled> {
  if (certainty === "none") return { state: "cannot_tell" };
  const opened = await openNetwork(ctx, loaded, reach);
  if (!opened) return { state: "cannot_tell" };
  const { network, channel } = opened;
  const outgoing = toOutgoingPart(loaded, ordinal, await readMedia(ctx, loaded.content));
  const look = (by: ChannelAccess) => network.reconcile(by, outgoing, AbortSignal.timeout(lookUpMs));
  try {
    return await look(channel);
  } catch (error) {
    if (!(error instanceof NetworkError && error.kind === "auth_expired")) throw error;
    // The sign-in may have run out since the write; a look is harmless to repeat.
    await reach.door.refresh(ctx, loaded.channelId, channel.version);
    return look(await reach.door.open(ctx, loaded.channelId));
  }
}

type Verdict = Omit<Outcome, "id" | "fence" | "kind" | "ordinal">;
type Known = { ordinal: number; certainty: Certainty; settleMs: number };

/**
 * The one place that decides on a lost write. It is sent again only where that cannot make two of it: under a key of our
 * own always; else when it is not there, whoever sent it is known to have ended, and it had the time to land.
 */
function judge(loaded: LoadedOutgoing, found: Reconciled, { ordinal, certainty, settleMs }: Known): Verdict | null {
  if (found.state === "published") {
    const { remoteId, url, data } = found.receipt;
    const last = ordinal + 1 >= loaded.parts.length;
    const rest = last ? { state: "published" as const } : { state: "scheduled" as const, delayMs: 0, moved: true };
    return { outcome: "published", ...rest, remoteId, url, receipt: data };
  }
  if (certainty === "native_key") return { outcome: "absent", ...resend(loaded.tries) };
  if (found.state === "cannot_tell")
    return {
      outcome: "unknown",
      state: "needs_attention",
      code: "cannot_tell",
      message: "The network cannot say whether this went out. Look there, then say which it is.",
    };
  const ended = loaded.owner === null || isProvablyDead(loaded.owner);
  return ended && loaded.unknownForMs >= settleMs ? { outcome: "absent", ...resend(loaded.tries) } : null;
}
