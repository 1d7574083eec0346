import { NetworkError } from "@/server/errors";
import { signalWithin } from "@/server/networks/http";
import type { Receipt } from "@/server/networks/network";
import { toOutgoingPart } from "@/server/publishing/outgoing";
import type { FigureLog } from "./figures";
import type { Outcome } from "./ledger";
import type { Means, Ready } from "./make-ready";
import { notBegun, published } from "./outcome";
import { settleFailure } from "./settle-failure";

/** Records an outcome durably; false when the delivery is not ours any more. */
export type Report = (outcome: Outcome) => Promise<boolean>;

type Sending = { begunAt: number; report: Report; figures: FigureLog };

/**
 * Sends what is missing of a delivery whose first intent is committed; each further part's intent is committed together
 * with the outcome before it. `begunAt` is the `performance.now()` from before the intent's commit: writes start within
 * `startWithin` of it or not at all, so that nobody finds this intent abandoned while it is not.
 */
export async function send(ready: Ready, means: Means, { begunAt, report, figures }: Sending): Promise<Outcome> {
  const { delivery } = ready;
  let begun = begunAt;
  for (let ordinal = ready.next; ; ordinal++) {
    if (ordinal === ready.next) figures.sent(means.clock.now() - delivery.sendAt);
    const outcome = await sendPart(ready, means, { ordinal, startBy: begun + means.timing.startWithin });
    if (outcome.state !== "sending") {
      if (outcome.state === "failed") figures.count("failed");
      if (outcome.state === "unknown") figures.count("unknown");
      return outcome;
    }
    begun = performance.now();
    // Somebody looks already whether this is out: what is known is told once more, the rest is for a claim to come.
    if (!(await report(outcome))) return { ...outcome, state: "scheduled" };
    // As the ledger has it now: what this sign-in has just been good for did not find it renewed in vain.
    delivery.failureCode = null;
    const part = delivery.parts[ordinal];
    if (part)
      Object.assign(part, {
        state: "published",
        remoteId: outcome.remoteId,
        url: outcome.url,
        receipt: outcome.receipt ?? null,
      });
  }
}

async function sendPart(
  ready: Ready,
  means: Means,
  { ordinal, startBy }: { ordinal: number; startBy: number },
): Promise<Outcome> {
  const { delivery, network, channel, media } = ready;
  const at = { delivery, ordinal, kind: "publish" as const };
  try {
    const part = toOutgoingPart(delivery, ordinal, media);
    const { request } = means.timing;
    if (performance.now() > startBy) return notBegun(at);
    const receipt = await within(request, (signal) => network.publish(channel, part, signal));
    return published(at, receipt);
  } catch (error) {
    return settleFailure({ ...at, channel }, error, means);
  }
}

/** How long after its signal an adapter that ignores it is given up on. */
const GIVE_UP_MS = 500;

async function within(ms: number, work: (signal: AbortSignal) => Promise<Receipt>): Promise<Receipt> {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  let timer = setTimeout(() => {
    controller.abort();
    timer = setTimeout(() => reject(new NetworkError("unknown_outcome", "No answer came in time.")), GIVE_UP_MS);
  }, ms);
  try {
    return await Promise.race([work(signalWithin(ms, controller.signal)), promise]);
  } finally {
    clearTimeout(timer);
  }
}
