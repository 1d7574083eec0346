import { z } from "zod";

/** Largest image taken, in bytes. */
export const MAX_IMAGE_BYTES = 10_000_000;
/** What the browser may offer in a file dialog. */
export const IMAGE_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"] as const;

const assetView = z.object({
  id: z.uuid(),
  mediaType: z.string(),
  bytes: z.number(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  fileName: z.string().nullable(),
  createdAt: z.date(),
});
export type AssetView = z.infer<typeof assetView>;

export const listAssetsInput = z.object({
  limit: z.number().int().min(1).max(100).default(30),
  cursor: z.string().max(200).optional(),
});
export const assetList = z.object({ items: z.array(assetView), nextCursor: z.string().nullable() });
