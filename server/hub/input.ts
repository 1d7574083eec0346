import { z } from "zod";

const handle = z.string().min(1).max(100);
const slug = z.string().min(1).max(200);

export const listHubPostsInput = z.object({
  handle,
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
});
export const hubPostInput = z.object({ handle, slug });
export const hubMediaInput = hubPostInput.extend({ assetId: z.uuid() });

/** A public page; `path` is its place in this app, `media` are addresses in this app. */
export const hubPostOutput = z.object({
  id: z.string(),
  slug: z.string(),
  path: z.string(),
  title: z.string(),
  text: z.string(),
  language: z.string().nullable(),
  media: z.array(z.object({ path: z.string(), alt: z.string() })),
  publishedAt: z.date(),
});
export type HubPost = z.infer<typeof hubPostOutput>;

export const hubOutput = z.object({ handle: z.string(), name: z.string() });
export type Hub = z.infer<typeof hubOutput>;

export const hubPageOutput = z.object({
  hub: hubOutput,
  items: z.array(hubPostOutput),
  nextCursor: z.string().nullable(),
});
export const hubPostPageOutput = z.object({ hub: hubOutput, post: hubPostOutput });
