import { and, eq } from "drizzle-orm";
import { sources, sourceVersions } from "@/db/schema/sources";
import type { Ctx } from "@/server/context";
import { AppError } from "@/server/errors";
import { failReading } from "@/server/sources/fail-reading";
import { fetchPage } from "@/server/sources/fetch-page";
import { parseDocument } from "@/server/sources/parse/parse-document";
import { passagesOf } from "@/server/sources/passages";
import { saveReading } from "@/server/sources/save-reading";
import { contentKey } from "@/server/storage/address";
import { storage } from "@/server/storage/storage";

type Reading = { sourceId: string; versionId: string };

/**
 * Reads one version of a source: fetches it when it is an address, parses it in a child process and saves its blocks and
 * passages. What the person can mend becomes the source's failure; anything else is thrown, to be tried again. Running it
 * twice changes nothing.
 */
export async function readSource(ctx: Ctx, input: Reading): Promise<void> {
  const pending = await loadPending(ctx, input);
  if (!pending) return;
  try {
    const original = await originalOf(ctx, pending);
    const sha256 = contentKey(original.bytes);
    await storage().put(ctx.workspaceId, sha256, original.bytes);
    const { bytes, url, declaredType } = original;
    const document = await parseDocument({
      bytes,
      ...(url !== null && { url }),
      ...(pending.fileName !== null && { fileName: pending.fileName }),
      ...(declaredType !== undefined && { declaredType }),
    });
    const passages = passagesOf(document.blocks, document.language);
    await saveReading(ctx, { ...input, sha256, bytes: bytes.length, document, passages });
  } catch (error) {
    const reason = error instanceof AppError ? error.details["reason"] : undefined;
    if (!(error instanceof AppError) || typeof reason !== "string") throw error;
    await failReading(ctx, { ...input, reason, message: error.message });
  }
}

type Pending = NonNullable<Awaited<ReturnType<typeof loadPending>>>;

/** The version if it is still to be read; null when it was read already or is gone. */
async function loadPending(ctx: Ctx, { sourceId, versionId }: Reading) {
  const [found] = await ctx.tx((tx) =>
    tx
      .select({
        kind: sources.kind,
        url: sources.url,
        fileName: sources.fileName,
        sha256: sourceVersions.sha256,
        mediaType: sourceVersions.mediaType,
        blocks: sourceVersions.blocks,
      })
      .from(sourceVersions)
      .innerJoin(
        sources,
        and(eq(sources.workspaceId, sourceVersions.workspaceId), eq(sources.id, sourceVersions.sourceId)),
      )
      .where(
        and(
          eq(sourceVersions.workspaceId, ctx.workspaceId),
          eq(sourceVersions.id, versionId),
          eq(sources.id, sourceId),
        ),
      ),
  );
  return found && found.blocks === null ? found : null;
}

async function originalOf(ctx: Ctx, pending: Pending) {
  if (pending.kind === "url" && pending.url !== null) return fetchPage(pending.url);
  const bytes = pending.sha256 && (await storage().get(ctx.workspaceId, pending.sha256));
  if (!bytes)
    throw new AppError("UNPROCESSABLE_CONTENT", "The original of this source is missing. Please add it again.", {
      details: { reason: "original_missing" },
    });
  const declaredType = pending.kind === "text" ? typeOfPasted(bytes) : (pending.mediaType ?? undefined);
  return { bytes, url: null, declaredType };
}

/** A pasted text has no name to go by; a heading is what nobody writes by accident. */
function typeOfPasted(bytes: Uint8Array): string {
  const markdown = /^#{1,6} \S/m.test(new TextDecoder().decode(bytes));
  return `text/${markdown ? "markdown" : "plain"}; charset=utf-8`;
}
