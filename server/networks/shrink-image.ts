import sharp from "sharp";
import { NetworkError } from "@/server/errors";

/** Photographs of 100 megapixels still pass; what claims more is made to exhaust us. */
const MAX_PIXELS = 100_000_000;
const STEPS = [
  { side: 2000, quality: 88 },
  { side: 2000, quality: 75 },
  { side: 1600, quality: 70 },
  { side: 1200, quality: 65 },
  { side: 800, quality: 60 },
  { side: 500, quality: 50 },
];

/** An image as it will be uploaded, upright. */
export type ShrunkImage = { bytes: Uint8Array; mediaType: string; width: number; height: number };

/**
 * Re-encodes an image to at most `maxBytes` (JPEG, or WebP where there is transparency), turned upright, with all
 * metadata (place, camera) left behind. Animations become their first frame. Throws NetworkError `rejected`.
 */
export async function shrinkImage(input: Uint8Array, maxBytes: number): Promise<ShrunkImage> {
  try {
    const { hasAlpha } = await sharp(input, { limitInputPixels: MAX_PIXELS }).metadata();
    for (const { side, quality } of STEPS) {
      const upright = sharp(input, { limitInputPixels: MAX_PIXELS })
        .autoOrient()
        .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true });
      const encoded = hasAlpha ? upright.webp({ quality }) : upright.jpeg({ quality, mozjpeg: true });
      const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
      if (data.length <= maxBytes) {
        return {
          bytes: data,
          mediaType: hasAlpha ? "image/webp" : "image/jpeg",
          width: info.width,
          height: info.height,
        };
      }
    }
  } catch (error) {
    throw new NetworkError("rejected", "An image cannot be read. Replace it with a JPEG or PNG.", {
      cause: error,
      code: "image",
    });
  }
  throw new NetworkError("rejected", "An image cannot be made small enough. Replace it with a simpler one.", {
    code: "image",
  });
}
