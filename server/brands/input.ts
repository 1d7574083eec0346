import { z } from "zod";

const words = z.string().trim().min(1).max(300);
const few = z.array(words).max(30);
const about = z.string().trim().max(2000).nullable();

/** A voice: everything but the name may stay empty. */
const brandFields = z.object({
  name: z.string().trim().min(1, "Name the brand.").max(80),
  audience: about,
  tone: about,
  dos: few,
  donts: few,
  bannedPhrases: few,
  hashtags: z
    .array(
      z
        .string()
        .trim()
        .regex(/^#?[\p{L}\p{N}_]{1,100}$/u, "Hashtags are letters, digits and _."),
    )
    .max(30),
  /** Sentences that people rewrote and then scheduled count among the author's texts. */
  learnsFromEdits: z.boolean(),
});

/** A new voice. */
export const createBrandInput = brandFields.partial().required({ name: true });
export type CreateBrandInput = z.infer<typeof createBrandInput>;

/** What changes about a voice; what is left out stays. */
export const updateBrandInput = brandFields.partial().extend({ brandId: z.uuid() });
export type UpdateBrandInput = z.infer<typeof updateBrandInput>;

export const brandIdInput = z.object({ brandId: z.uuid() });

export const listBrandsInput = z.object({
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

/** A voice as the UI shows it. */
export const brandView = brandFields.extend({ id: z.string(), createdAt: z.date() });
export type Brand = z.infer<typeof brandView>;
export const brandList = z.object({ items: z.array(brandView), nextCursor: z.string().nullable() });
