import { z } from "zod";

/** What Postgres cannot keep in JSON, and nobody typed on purpose: NUL and halves of characters. */
export const keepable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

const media = z.object({ assetId: z.uuid(), alt: z.string().max(10_000).overwrite(keepable) });

/** One part as a person edits it. */
export const partInput = z.object({
  text: z.string().max(70_000).overwrite(keepable),
  media: z.array(media).max(20).default([]),
});
export const partView = z.object({ text: z.string(), media: z.array(media) });

/** What is shown or spoken beside the parts and not sent: a slide of a carousel, a scene of a script, a quote card. */
export const slideInput = z.object({
  role: z.enum(["slide", "scene", "card"]),
  text: z.string().max(5_000).overwrite(keepable),
});

/** One sentence and where it came from; `part` counts the parts, then the slides; offsets are UTF-16 units into its text. */
export const citationView = z.object({
  part: z.number(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  passageIds: z.array(z.string()),
  state: z.enum(["supported", "edited", "unsourced", "signed"]),
  kind: z.enum(["claim", "quote", "hook", "call_to_action"]),
  signature: z.object({ userId: z.uuid(), gateVersion: z.number() }).optional(),
});

/** What a gate said; a hard one that did not pass must be mended or signed before the rendition can be scheduled. */
export const renditionCheck = z.object({
  gate: z.string(),
  state: z.enum(["pass", "fix", "needs_person", "not_checked"]),
  hard: z.boolean(),
  part: z.number().nullable(),
  sentence: z.number().nullable(),
  message: z.string(),
  /** What mends it at one click: `to` in place of these UTF-16 units of the part's text. */
  fix: z.object({ start: z.number(), end: z.number(), to: z.string() }).optional(),
});
