import { and, desc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { assets } from "@/db/schema/channels";
import type { AssetView } from "@/server/assets/input";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { before, type Page, pageOf } from "@/server/paging";
import { storage } from "@/server/storage/storage";

export const assetColumns = {
  id: assets.id,
  mediaType: assets.mediaType,
  bytes: assets.bytes,
  width: assets.width,
  height: assets.height,
  fileName: assets.fileName,
  createdAt: assets.createdAt,
};

/** The workspace's images, newest first. */
export async function listAssets(
  ctx: Ctx,
  input: { limit: number; cursor?: string | undefined },
): Promise<Page<AssetView>> {
  guard(ctx, "workspace.read");
  const rows = await ctx.tx((tx) =>
    tx
      .select(assetColumns)
      .from(assets)
      .where(and(eq(assets.workspaceId, ctx.workspaceId), before(input.cursor, assets.createdAt, assets.id)))
      .orderBy(desc(assets.createdAt), desc(assets.id))
      .limit(input.limit + 1),
  );
  return pageOf(rows, input.limit);
}

/** An image's facts and bytes. Throws NOT_FOUND. */
export async function readAsset(ctx: Ctx, { assetId }: { assetId: string }): Promise<AssetView & { body: Uint8Array }> {
  guard(ctx, "workspace.read");
  const [asset] = await ctx.tx((tx) =>
    tx
      .select({ ...assetColumns, sha256: assets.sha256 })
      .from(assets)
      .where(and(eq(assets.workspaceId, ctx.workspaceId), eq(assets.id, assetId))),
  );
  const body = asset && (await storage().get(ctx.workspaceId, asset.sha256));
  if (!body) throw assetNotFound();
  const { sha256: _key, ...view } = asset;
  return { ...view, body };
}

/** The facts of those of these images that are in the workspace. */
export async function findAssets(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, AssetView>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .select(assetColumns)
    .from(assets)
    .where(and(eq(assets.workspaceId, workspaceId), sql`${assets.id} = any(${sql.param(wanted)}::uuid[])`));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Throws NOT_FOUND unless every image of these parts is in the workspace. */
export async function checkImages(
  tx: Tx,
  workspaceId: string,
  parts: readonly { media: readonly { assetId: string }[] }[],
): Promise<void> {
  const ids = parts.flatMap(({ media }) => media.map(({ assetId }) => assetId));
  const found = await findAssets(tx, workspaceId, ids);
  if (ids.some((id) => !found.has(id))) throw assetNotFound();
}

/** The asset these bytes are known as. */
export async function findAssetByHash(tx: Tx, workspaceId: string, sha256: string): Promise<AssetView> {
  const [found] = await tx
    .select(assetColumns)
    .from(assets)
    .where(and(eq(assets.workspaceId, workspaceId), eq(assets.sha256, sha256)));
  if (!found) throw assetNotFound();
  return found;
}

const assetNotFound = () => new AppError("NOT_FOUND", "There is no such image in this workspace.");
