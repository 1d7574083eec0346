import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { sources, sourceVersions } from "@/db/schema/sources";
import { actorUserId, type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { announce } from "@/server/live/announce";
import { addEvent } from "@/server/outbox/add-event";
import { type AddedSource, type AddSourceInput, MAX_SOURCE_BYTES } from "@/server/sources/input";
import { requestReading } from "@/server/sources/request-reading";
import { titleFromName, titleFromText, titleFromUrl } from "@/server/sources/title-from";
import { contentKey } from "@/server/storage/address";
import { storage } from "@/server/storage/storage";

type Piece = { bytes: Uint8Array | null; sha256: string | null; url: string | null; title: string };

/**
 * Takes in a piece and asks for it to be read; quick, whatever its size. The same bytes (or the same address) again give
 * the source that is here already. Throws UNPROCESSABLE_CONTENT when empty and PAYLOAD_TOO_LARGE over 25 MB.
 */
export async function addSource(ctx: Ctx, input: AddSourceInput): Promise<AddedSource> {
  guard(ctx, "sources.write");
  const piece = pieceOf(input);
  // Before the row, so that no row ever names bytes that are not there; bytes without a row harm nobody.
  if (piece.bytes && piece.sha256) await storage().put(ctx.workspaceId, piece.sha256, piece.bytes);
  return ctx.tx(async (tx) => {
    const identity = piece.sha256 ?? piece.url ?? "";
    // Two requests with the same piece at once: the second waits and finds the first one's row.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.workspaceId} ${identity}`}, 0))`);
    const known = await findKnown(tx, ctx.workspaceId, piece);
    if (known?.state === "failed") return { ...(await requestReading(ctx, tx, known)), duplicate: true };
    if (known) return { id: known.id, state: known.state, duplicate: true };
    return insertSource(ctx, tx, { input, piece });
  });
}

function pieceOf(input: AddSourceInput): Piece {
  if (input.kind === "url") {
    const { href } = new URL(input.url);
    return { bytes: null, sha256: null, url: href, title: input.title ?? titleFromUrl(href) };
  }
  const bytes = input.kind === "text" ? Buffer.from(input.text.trim(), "utf8") : input.bytes;
  if (bytes.length === 0)
    throw new AppError("UNPROCESSABLE_CONTENT", "There is nothing in it. Add some text, or choose another file.", {
      details: { reason: "empty" },
    });
  if (bytes.length > MAX_SOURCE_BYTES)
    throw new AppError("PAYLOAD_TOO_LARGE", "That is larger than 25 MB. Split it, or paste the part that matters.", {
      details: { reason: "too_large" },
    });
  const guess = input.kind === "text" ? titleFromText(input.text) : titleFromName(input.fileName);
  return { bytes, sha256: contentKey(bytes), url: null, title: input.title ?? guess };
}

async function findKnown(tx: Tx, workspaceId: string, piece: Piece) {
  const same = piece.sha256 ? eq(sourceVersions.sha256, piece.sha256) : eq(sources.url, piece.url ?? "");
  const [known] = await tx
    .select({ id: sources.id, state: sources.state, kind: sources.kind, currentVersionId: sources.currentVersionId })
    .from(sources)
    .innerJoin(
      sourceVersions,
      and(eq(sourceVersions.workspaceId, sources.workspaceId), eq(sourceVersions.sourceId, sources.id)),
    )
    .where(and(eq(sources.workspaceId, workspaceId), isNull(sources.deletedAt), same))
    .orderBy(desc(sources.createdAt))
    .limit(1);
  return known;
}

async function insertSource(
  ctx: Ctx,
  tx: Tx,
  { input, piece }: { input: AddSourceInput; piece: Piece },
): Promise<AddedSource> {
  const { workspaceId } = ctx;
  const [source] = await tx
    .insert(sources)
    .values({
      workspaceId,
      kind: input.kind,
      title: piece.title,
      titleChosen: input.title !== undefined,
      url: piece.url,
      fileName: input.kind === "file" ? input.fileName.slice(0, 255) : null,
      createdBy: actorUserId(ctx),
    })
    .returning({ id: sources.id, state: sources.state });
  if (!source) throw new Error("The source was not inserted.");
  const [version] = await tx
    .insert(sourceVersions)
    .values({
      workspaceId,
      sourceId: source.id,
      version: 1,
      sha256: piece.sha256,
      bytes: piece.bytes?.length ?? null,
      mediaType: input.kind === "file" ? (input.declaredType ?? null) : null,
    })
    .returning({ id: sourceVersions.id });
  if (!version) throw new Error("The source's version was not inserted.");
  await addEvent(tx, "sources/source.added", { workspaceId, sourceId: source.id, versionId: version.id });
  await announce(tx, workspaceId, { kind: "source", id: source.id, state: source.state });
  return { ...source, duplicate: false };
}
