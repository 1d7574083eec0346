import { and, eq, sql } from "drizzle-orm";
import { assets } from "@/db/schema/channels";
import type { RenditionPart } from "@/db/schema/posts";
import type { Ctx } from "@/server/context";
import { NetworkError } from "@/server/errors";
import type { OutgoingMedia, OutgoingPart, Receipt } from "@/server/networks/network";
import type { LedgerPart } from "@/server/publishing/dispatch/ledger";
import { storage } from "@/server/storage/storage";

/** What is not gone by the instant: a network may take a moment longer to look at what it keeps. */
const MARGIN_MS = 60_000;

/** What `prepare` made, as the ledger keeps it: `partial` while there is more to be made, `expiresAt` (ISO 8601) its end. */
type KeptPreparation = Record<string, unknown> | null;

/** Is everything made for a part that goes out at this instant (milliseconds since 1970), and will it still be there? */
export const isPrepared = (prepared: KeptPreparation, sendAt: number): boolean =>
  prepared !== null && prepared["partial"] !== true && !endsBefore(prepared, sendAt);

function endsBefore(prepared: Record<string, unknown>, sendAt: number): boolean {
  const { expiresAt } = prepared;
  return typeof expiresAt === "string" && Date.parse(expiresAt) < Math.max(sendAt, Date.now()) + MARGIN_MS;
}

/** What a delivery says, as far as adapters need it. */
export type Outgoing = {
  id: string;
  dueAt: number;
  title: string | null;
  language: string | null;
  content: RenditionPart[];
  parts: LedgerPart[];
};

/** A version's media by asset id. Throws NetworkError rejected when a file is gone. */
export async function readMedia(ctx: Ctx, content: RenditionPart[]): Promise<Map<string, OutgoingMedia>> {
  const ids = content.flatMap(({ media }) => media.map(({ assetId }) => assetId));
  if (ids.length === 0) return new Map();
  const rows = await ctx.tx((tx) =>
    tx
      .select()
      .from(assets)
      .where(and(eq(assets.workspaceId, ctx.workspaceId), sql`${assets.id} = any(${sql.param(ids)}::uuid[])`)),
  );
  return new Map(
    rows.map(({ id, mediaType, bytes, width, height, sha256 }) => {
      const read = async () => {
        const found = await storage().get(ctx.workspaceId, sha256);
        if (!found)
          throw new NetworkError("rejected", "A picture of this post is no longer stored.", { code: "media" });
        return found;
      };
      return [id, { assetId: id, mediaType, bytes, width, height, alt: "", read }];
    }),
  );
}

/** One part as its adapter gets it. Throws NetworkError rejected when the ledger or its media miss something. */
export function toOutgoingPart(outgoing: Outgoing, ordinal: number, media: Map<string, OutgoingMedia>): OutgoingPart {
  const content = outgoing.content[ordinal];
  const part = outgoing.parts[ordinal];
  if (!content || !part) throw new NetworkError("rejected", "This part of the post is missing.", { code: "part" });
  return {
    deliveryId: outgoing.id,
    ordinal,
    partCount: outgoing.content.length,
    title: outgoing.title,
    text: content.text,
    language: outgoing.language,
    media: content.media.map(({ assetId, alt }) => {
      const file = media.get(assetId);
      if (!file) throw new NetworkError("rejected", "A picture of this post is gone.", { code: "media" });
      return { ...file, alt };
    }),
    ownKey: part.ownKey,
    dueAt: new Date(outgoing.dueAt),
    previous: outgoing.parts.slice(0, ordinal).map(toReceipt),
    prepared: part.prepared && !endsBefore(part.prepared, outgoing.dueAt) ? part.prepared : null,
  };
}

const toReceipt = ({ remoteId, url, receipt }: LedgerPart): Receipt => ({
  remoteId: remoteId ?? "",
  url,
  data: receipt ?? {},
});

/** The first part that is not out, or null when all are. */
export const firstMissing = (parts: LedgerPart[]): LedgerPart | null =>
  parts.find(({ state }) => state !== "published") ?? null;
