import { fileTypeFromBuffer } from "file-type";
import sharp from "sharp";
import { assets } from "@/db/schema/channels";
import { type AssetView, IMAGE_TYPES, MAX_IMAGE_BYTES } from "@/server/assets/input";
import { assetColumns, findAssetByHash } from "@/server/assets/queries";
import { type Ctx, guard } from "@/server/context";
import { AppError } from "@/server/errors";
import { contentKey } from "@/server/storage/address";
import { storage } from "@/server/storage/storage";

/** A picture larger than this many pixels is refused before it is unpacked. */
const MOST_PIXELS = 100_000_000;

/**
 * Keeps an image (PNG, JPEG, WebP or GIF by its content, ≤ 10 MB); the same bytes again give the asset that is here.
 * Throws PAYLOAD_TOO_LARGE and UNSUPPORTED_MEDIA_TYPE.
 */
export async function addAsset(ctx: Ctx, input: { bytes: Uint8Array; fileName: string | null }): Promise<AssetView> {
  guard(ctx, "posts.write");
  const { bytes } = input;
  if (bytes.length > MAX_IMAGE_BYTES)
    throw new AppError("PAYLOAD_TOO_LARGE", "This image is larger than 10 MB. Make it smaller and try again.");
  const found = await fileTypeFromBuffer(bytes);
  const mediaType = IMAGE_TYPES.find((type) => type === found?.mime);
  if (!mediaType) throw unsupported();
  const { width, height } = await sizeOf(bytes);
  const sha256 = contentKey(bytes);
  await storage().put(ctx.workspaceId, sha256, bytes);
  return ctx.tx(async (tx) => {
    const fileName = input.fileName?.slice(0, 255) ?? null;
    const [made] = await tx
      .insert(assets)
      .values({ workspaceId: ctx.workspaceId, sha256, mediaType, bytes: bytes.length, width, height, fileName })
      .onConflictDoNothing()
      .returning(assetColumns);
    return made ?? findAssetByHash(tx, ctx.workspaceId, sha256);
  });
}

/** As seen: a photo that is stored on its side and turned by a tag counts as turned. */
async function sizeOf(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  const { autoOrient } = await sharp(bytes, { limitInputPixels: MOST_PIXELS })
    .metadata()
    .catch((error: unknown) => {
      throw unsupported(error);
    });
  return autoOrient;
}

const unsupported = (cause?: unknown) =>
  new AppError("UNSUPPORTED_MEDIA_TYPE", "This is not an image we can use. Choose a PNG, JPEG, WebP or GIF.", {
    cause,
  });
