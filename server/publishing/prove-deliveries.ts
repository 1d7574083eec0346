import { and, asc, eq, sql } from "drizzle-orm";
import { channels } from "@/db/schema/channels";
import { deliveries, deliveryParts, type Proof } from "@/db/schema/deliveries";
import { posts, renditionVersions } from "@/db/schema/posts";
import type { Ctx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import type { ChannelAccess, Network } from "@/server/networks/network";
import { type NetworkId, RULES } from "@/server/networks/rules";
import { raiseNotification } from "@/server/notifications/raise-notification";
import { compareReadback } from "@/server/publishing/compare-readback";
import { REACH, type Reach } from "@/server/publishing/load-outgoing";

const READ_MS = 15_000;
/** Networks show what they took at once or a little later: until then a difference is not believed. */
const SETTLED_MS = 10 * 60_000;
const SOON_MS = 90_000;
/** A network that does not answer is asked again this often, and no longer than that. */
const LATER_MS = 5 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;

type Wanted = { channelId: string; deliveryIds: string[] };

/**
 * Reads back what went out on one channel and keeps with each part whether it looks as sent. Never changes a delivery's
 * state. What a network does not show yet, or cannot say now, is looked at again a little later.
 */
export async function proveDeliveries(ctx: Ctx, wanted: Wanted, reach: Reach = REACH): Promise<{ proven: number }> {
  const found = await readPublished(ctx, wanted);
  const [first] = found;
  if (!first) return { proven: 0 };
  const network = reach.networks.get(first.network);
  const plain = {
    channelId: wanted.channelId,
    workspaceId: ctx.workspaceId,
    remoteId: first.remoteId,
    credentials: {},
  };
  const opened = network?.connect ? await reach.door.open(ctx, wanted.channelId) : { ...plain, version: 0 };
  let proven = 0;
  for (const delivery of found) {
    const look = await lookAt(delivery, network ? { network, channel: opened } : null);
    await keep(ctx, delivery, look);
    if (look.againMs === null) proven++;
    // Whatever it was, the rest of the channel would meet it too: they are given again by the sweep.
    if (look.stopped === "auth_expired") await renew(ctx, reach, opened);
    if (look.stopped) break;
  }
  return { proven };
}

/** A channel that cannot be renewed is told by the refresh itself. */
async function renew(ctx: Ctx, { door }: Reach, { channelId, version }: { channelId: string; version: number }) {
  await door.refresh(ctx, channelId, version).catch((error: unknown) => {
    if (!(error instanceof NetworkError)) throw error;
  });
}

type Published = Awaited<ReturnType<typeof readPublished>>[number];

async function readPublished(ctx: Ctx, { channelId, deliveryIds }: Wanted) {
  return ctx.tx(async (tx) => {
    const rows = await tx
      .select({
        id: deliveries.id,
        network: deliveries.network,
        publishedAt: deliveries.publishedAt,
        remoteId: channels.remoteId,
        channelName: channels.name,
        channelGone: sql<boolean>`${channels.deletedAt} is not null or ${channels.health} <> 'connected'`,
        title: posts.title,
        content: renditionVersions.parts,
      })
      .from(deliveries)
      .innerJoin(posts, and(eq(posts.workspaceId, deliveries.workspaceId), eq(posts.id, deliveries.postId)))
      .innerJoin(channels, and(eq(channels.workspaceId, deliveries.workspaceId), eq(channels.id, deliveries.channelId)))
      .innerJoin(
        renditionVersions,
        and(eq(renditionVersions.workspaceId, deliveries.workspaceId), eq(renditionVersions.id, deliveries.versionId)),
      )
      .where(
        and(
          eq(deliveries.workspaceId, ctx.workspaceId),
          eq(deliveries.channelId, channelId),
          eq(deliveries.state, "published"),
          sql`${deliveries.provenAt} is null and ${deliveries.id} = any(${sql.param(deliveryIds)}::uuid[])`,
        ),
      )
      .orderBy(asc(deliveries.publishedAt));
    const parts = await tx
      .select()
      .from(deliveryParts)
      .where(
        and(
          eq(deliveryParts.workspaceId, ctx.workspaceId),
          sql`${deliveryParts.deliveryId} = any(${sql.param(deliveryIds)}::uuid[])`,
        ),
      )
      .orderBy(asc(deliveryParts.ordinal));
    return rows.map((row) => ({ ...row, parts: parts.filter(({ deliveryId }) => deliveryId === row.id) }));
  });
}

type Access = { network: Network; channel: ChannelAccess };
type Look = {
  proofs: { ordinal: number; proof: Proof }[];
  /** When to look again; null when this is the last word. */
  againMs: number | null;
  stopped: NetworkError["kind"] | null;
};

async function lookAt(delivery: Published, access: Access | null): Promise<Look> {
  const age = Date.now() - (delivery.publishedAt?.getTime() ?? 0);
  const proofs: Look["proofs"] = [];
  let againMs: number | null = null;
  for (const part of delivery.parts) {
    if (part.state !== "published" || part.proof?.state === "same") continue;
    const tellable = access && part.remoteId !== null && !delivery.channelGone && age < GIVE_UP_MS;
    const known = tellable ? await readPart(delivery, part, access) : cannotTell();
    if (known instanceof NetworkError) {
      const waitMs = Math.max(known.retryAfterMs ?? 0, LATER_MS);
      return { proofs, againMs: waitMs, stopped: known.kind };
    }
    proofs.push({ ordinal: part.ordinal, proof: known });
    if ((known.state === "gone" || known.state === "different") && age < SETTLED_MS) againMs = SOON_MS;
  }
  return { proofs, againMs, stopped: null };
}

async function readPart(
  delivery: Published,
  part: Published["parts"][number],
  { network, channel }: Access,
): Promise<Proof | NetworkError> {
  const receipt = { remoteId: part.remoteId ?? "", url: part.url, data: part.receipt ?? {} };
  const content = delivery.content[part.ordinal];
  if (!content) return cannotTell();
  try {
    const seen = await network.readBack(channel, receipt, AbortSignal.timeout(READ_MS));
    if (!seen) return proofOf("gone", [`It is not to be found on ${network.name}.`]);
    const differences = compareReadback({ text: content.text, mediaCount: content.media.length, url: part.url }, seen);
    return proofOf(differences.length > 0 ? "different" : "same", differences);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    // A network that does not let its posts be read will not tomorrow either.
    return error.kind === "rejected" || error.kind === "blocked" ? cannotTell() : error;
  }
}

const proofOf = (state: Proof["state"], differences: string[]): Proof => ({
  checkedAt: new Date().toISOString(),
  state,
  differences,
});
const cannotTell = (): Proof => proofOf("cannot_tell", []);

async function keep(ctx: Ctx, delivery: Published, { proofs, againMs }: Look): Promise<void> {
  const { id, network, title, channelName } = delivery;
  const items = [{ id, parts: proofs, again_ms: againMs }];
  const differences = againMs === null ? proofs.flatMap(({ proof }) => proof.differences) : [];
  await ctx.tx(async (tx) => {
    await tx.execute(sql`select sweep.record_proofs(${JSON.stringify(items)}::text::jsonb)`);
    if (differences.length === 0) return;
    const text = `“${title}” looks different at ${channelName} on ${nameOf(network)}. ${differences.join(" ")}`;
    await raiseNotification(tx, ctx.workspaceId, { kind: "proof", cause: `proof:${id}`, text, deliveryId: id });
  });
}

const nameOf = (network: NetworkId): string => RULES[network].name;
