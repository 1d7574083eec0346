import { z } from "zod";

/** A workspace's name as people read it. */
const workspaceName = z.string().trim().min(1, "Name your workspace.").max(60, "Use at most 60 characters.");

/** An IANA zone this server knows. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine((zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
    } catch {
      return false;
    }
  }, "Choose a time zone like Europe/Berlin.");

/** A further workspace of a person. */
export const createWorkspaceInput = z.object({ name: workspaceName, timeZone: timeZoneSchema.optional() });
export type CreateWorkspaceInput = z.infer<typeof createWorkspaceInput>;

/** What may be changed about a workspace; what is left out stays. */
export const updateWorkspaceInput = z.object({
  name: workspaceName.optional(),
  timeZone: timeZoneSchema.optional(),
  latenessMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .optional(),
});
export type UpdateWorkspaceInput = z.infer<typeof updateWorkspaceInput>;

/** A workspace as its members see it. */
export const workspaceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  timeZone: z.string(),
  latenessMinutes: z.number(),
  role: z.string(),
});

/** A workspace just made. */
export const newWorkspaceView = z.object({ id: z.string(), slug: z.string(), name: z.string() });

/** Which page of the members. */
export const listMembersInput = z.object({
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

/** A member as the list shows them. */
const memberView = z.object({
  userId: z.string(),
  name: z.string().nullable(),
  email: z.string(),
  role: z.string(),
  since: z.date(),
});

/** First segments of the app's own URLs; no workspace may live there. */
const RESERVED = new Set(
  "- _next api app about account admin assets auth blog docs error explore forgot health help hub invite join legal login logout metrics new onboarding pricing privacy public reset reset-password robots settings sign-in sign-out sign-up signin signup static status support terms welcome workspace workspaces www".split(
    " ",
  ),
);

/** A workspace's place in URLs, from its name: letters, digits and hyphens, at most 40 characters. */
export function slugFrom(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  if (!slug) return "studio";
  return RESERVED.has(slug) ? `${slug}-studio` : slug;
}

export const memberList = z.object({ items: z.array(memberView), nextCursor: z.string().nullable() });
