import { isAway } from "@/db/session";
import { systemCtx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import { log } from "@/server/log";
import type { ChannelAccess, Network, OutgoingMedia, Reconciled } from "@/server/networks/network";
import { checkRendition, type NetworkId } from "@/server/networks/rules";
import { firstMissing, isPrepared, readMedia, toOutgoingPart } from "@/server/publishing/outgoing";
import type { ChannelDoor } from "./channel-door";
import type { Clock } from "./clock";
import type { Claimed, Outcome } from "./ledger";
import { ask, isTooLate, moved, published } from "./outcome";
import type { Timing } from "./settings";
import { settleFailure } from "./settle-failure";

/** Everything a delivery needs at its instant; `next` is the first part that is not out. */
export type Ready = {
  delivery: Claimed;
  network: Network;
  channel: ChannelAccess & { version: number };
  media: Map<string, OutgoingMedia>;
  next: number;
  /** It was overdue already when it was made ready, and that was dealt with. */
  lookedUp: boolean;
};

/** What a dispatcher works with. */
export type Means = {
  networks: ReadonlyMap<NetworkId, Network>;
  door: ChannelDoor;
  clock: Clock;
  timing: Timing;
};

/** Either it may go out, or its end is known without sending anything. */
export type Readiness = { ready: Ready } | { settled: Outcome };

/**
 * Done as soon as a delivery is claimed, ahead of its instant: credentials, media, missing preparation, and for what is
 * overdue the look-up and the lateness policy. A failure of our own is thrown, the claim then simply runs out and another
 * try follows; what is overdue by then is for a person, unless only the database is away.
 */
export async function makeReady(delivery: Claimed, means: Means): Promise<Readiness> {
  try {
    return await readyOrSettled(delivery, means);
  } catch (error) {
    if (means.clock.now() - delivery.sendAt <= means.timing.overdue || isAway(error)) throw error;
    const { id: deliveryId, workspaceId } = delivery;
    log().error({ err: error, workspaceId, deliveryId }, "a delivery cannot be made ready; a person is asked");
    return asked(
      delivery,
      "internal",
      "A fault on our side kept this from being sent. Send it again once it is mended.",
    );
  }
}

async function readyOrSettled(delivery: Claimed, means: Means): Promise<Readiness> {
  const { networks, clock, timing } = means;
  const network = networks.get(delivery.network);
  const missing = firstMissing(delivery.parts);
  if (!network) return asked(delivery, "no_adapter", "Reprise cannot send to this network.");
  if (delivery.channelLost) return asked(delivery, "reconnect", "The account has to be connected again.");
  if (delivery.blocked) return asked(delivery, "unsigned", "The text says something that nobody has signed for.");
  if (!missing || delivery.content.length !== delivery.parts.length)
    return asked(delivery, "parts", "The parts of this post are not those that were scheduled. Schedule it again.");
  const channel = await openChannel(delivery, network, means);
  try {
    const media = await readMedia(systemCtx(delivery.workspaceId, "dispatcher"), delivery.content);
    const lookedUp = clock.now() - delivery.sendAt > timing.overdue;
    const ready: Ready = { delivery, network, channel, media, next: missing.ordinal, lookedUp };
    const problem = problemOf(ready);
    if (problem) return asked(delivery, "rules", problem);
    const settled = (await lookUp(ready, means)) ?? tooLate(ready, means) ?? overQuota(ready, means);
    if (settled) return { settled };
    await prepareMissing(ready, timing);
    return { ready };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { settled: await settleFailure({ delivery, channel, ordinal: missing.ordinal, kind: null }, error, means) };
  }
}

const asked = (delivery: Claimed, code: string, message: string): Readiness => ({
  settled: ask(delivery, code, message),
});

/** A network nobody connects to (the Hub) has no credentials to open. */
async function openChannel(delivery: Claimed, network: Network, { door }: Means): Promise<Ready["channel"]> {
  const { channelId, workspaceId, remoteId } = delivery;
  if (network.connect) return door.open(systemCtx(workspaceId, "dispatcher"), channelId);
  return { channelId, workspaceId, remoteId, credentials: {}, version: 0 };
}

/** An edit may have broken a rule of the network since the post was scheduled. */
function problemOf({ delivery, network, media }: Ready): string | null {
  const parts = delivery.content.map(({ text, media: refs }) => ({
    text,
    media: refs.flatMap(({ assetId, alt }) => {
      const file = media.get(assetId);
      return file ? [{ mediaType: file.mediaType, bytes: file.bytes, alt }] : [];
    }),
  }));
  const findings = checkRendition({ title: delivery.title, parts }, network.rules);
  return findings.find(({ severity }) => severity === "error")?.message ?? null;
}

/**
 * Is it out already? A database that was put back, or a long standstill, must not post twice. Null: it may be sent. What
 * was seen waiting for a pause to end is known not to be out, unless the database is in doubt.
 */
async function lookUp({ delivery, network, channel, media, next }: Ready, { clock, timing }: Means) {
  const { doubt, failureCode, sendAt } = delivery;
  const overdue = clock.now() - sendAt > timing.overdue && failureCode !== "paused";
  if (!overdue && doubt === null) return null;
  const part = toOutgoingPart(delivery, next, media);
  const found: Reconciled =
    network.rules.certainty === "none"
      ? { state: "cannot_tell" }
      : await network.reconcile(channel, part, AbortSignal.timeout(timing.request));
  if (found.state === "published") return published({ delivery, ordinal: next, kind: "reconcile" }, found.receipt);
  if (found.state === "absent" || !(overdue || doubt === "restored")) return null;
  return ask(delivery, "late", `${lateBy(delivery, clock)} ${network.name} cannot say whether it is out already.`);
}

/** The workspace's policy for what is late, whatever kept it. */
function tooLate({ delivery }: Ready, { clock, timing }: Means): Outcome | null {
  if (!isTooLate(delivery, clock.now() - timing.overdue)) return null;
  return ask(delivery, "late", `${lateBy(delivery, clock)} Send it all the same?`);
}

function lateBy({ dueAt, askedAt }: Claimed, clock: Clock): string {
  const minutes = Math.max(Math.round((clock.now() - Math.max(dueAt, askedAt ?? 0)) / 60_000), 1);
  return `Reprise could not send this in time and is now ${minutes} ${minutes === 1 ? "minute" : "minutes"} late.`;
}

function overQuota({ delivery, network }: Ready, { clock }: Means): Outcome | null {
  const { quota } = network.rules;
  const left = (delivery.freesAt ?? 0) - clock.now();
  if (!quota || left <= 0) return null;
  const { max, windowHours } = quota;
  const span = windowHours < 1 ? `${Math.round(windowHours * 60)} minutes` : `${windowHours} hours`;
  return moved(delivery, left, {
    code: "quota",
    message: `${network.name} takes ${max} posts in ${span === "1 hours" ? "an hour" : span} from one account. It goes out as soon as there is room.`,
  });
}

async function prepareMissing({ delivery, network, channel, media, next }: Ready, timing: Timing): Promise<void> {
  if (!network.prepare) return;
  for (const part of delivery.parts.slice(next)) {
    const outgoing = toOutgoingPart(delivery, part.ordinal, media);
    if (!isPrepared(part.prepared, delivery.sendAt))
      part.prepared = await network.prepare(channel, outgoing, AbortSignal.timeout(timing.request));
  }
}
