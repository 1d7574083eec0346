import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { assets } from "@/db/schema/channels";
import type { Check, RenditionPart } from "@/db/schema/posts";
import { checkRendition, type NetworkId, RULES } from "@/server/networks/rules";

type Version = { network: NetworkId; title: string | null; parts: RenditionPart[]; checks: Check[] };
type Media = ReadonlyMap<string, { mediaType: string; bytes: number; sha256: string }>;
/** `media`: a picture is gone · `rules`: the network does not take it · `unsigned`: a gate failed and nobody signed. */
export type VersionProblem = { code: "media" | "rules" | "unsigned"; message: string };

/** The media that versions refer to, by asset id; what is gone is not among them. */
export async function readMediaRows(tx: Tx, workspaceId: string, versions: Pick<Version, "parts">[]): Promise<Media> {
  const ids = versions.flatMap(({ parts }) => parts.flatMap(({ media }) => media.map(({ assetId }) => assetId)));
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: assets.id, mediaType: assets.mediaType, bytes: assets.bytes, sha256: assets.sha256 })
    .from(assets)
    .where(and(eq(assets.workspaceId, workspaceId), sql`${assets.id} = any(${sql.param(ids)}::uuid[])`));
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Everything for which a version may not go out to its network as it is. */
export function problemsOf({ network, title, parts, checks }: Version, media: Media): VersionProblem[] {
  const known = parts.map((part) => ({
    text: part.text,
    media: part.media.flatMap(({ assetId, alt }) => {
      const file = media.get(assetId);
      return file ? [{ ...file, alt }] : [];
    }),
  }));
  const gone = parts.some((part, index) => part.media.length !== known[index]?.media.length);
  return [
    ...(gone ? [{ code: "media" as const, message: "A picture of this post is gone. Choose another one." }] : []),
    ...checkRendition({ title, parts: known }, RULES[network])
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => ({ code: "rules" as const, message })),
    ...checks
      // The network's limits are above already, as they are now, and no signature lifts them.
      .filter(({ gate, hard, state }) => gate !== "network" && hard && (state === "fix" || state === "needs_person"))
      .map(({ message }) => ({ code: "unsigned" as const, message: `${message} Mend it or sign the sentence.` })),
  ];
}
