import { AppError } from "@/server/errors";
import type { Block } from "./parse/document";
import { sentencesOf } from "./sentences";

/** Most passages a source may have. */
const MAX_PASSAGES = 20_000;

/**
 * One sentence, heading, table row or piece of code of a source. `anchor.block` is the block's index, `paragraph` counts
 * blocks other than headings from 1 (a heading has the number of the paragraph it introduces), `start` and `end` are
 * UTF-16 offsets into the block's text. `heading` is the nearest heading above.
 */
export type PassageDraft = {
  ordinal: number;
  kind: Block["kind"];
  text: string;
  anchor: { block: number; paragraph: number; page: number | null; start: number; end: number };
  heading: string | null;
};

/**
 * Cuts blocks into passages; every character that is not a space is in exactly one. `language` is ISO 639-1 or "und".
 * Throws AppError PAYLOAD_TOO_LARGE past 20,000 passages.
 */
export function passagesOf(blocks: readonly Block[], language: string): PassageDraft[] {
  const passages: PassageDraft[] = [];
  let open: { level: number; text: string }[] = [];
  let paragraph = 1;
  for (const [index, block] of blocks.entries()) {
    const level = block.level ?? 1;
    if (block.kind === "heading") open = open.filter((heading) => heading.level < level);
    for (const { start, end } of sentencesOf(block, language)) {
      if (passages.length >= MAX_PASSAGES) throw tooMany();
      passages.push({
        ordinal: passages.length,
        kind: block.kind,
        text: block.text.slice(start, end),
        anchor: { block: index, paragraph, page: block.page ?? null, start, end },
        heading: open.at(-1)?.text ?? null,
      });
    }
    if (block.kind === "heading") open.push({ level, text: block.text });
    else paragraph++;
  }
  return passages;
}

function tooMany(): AppError {
  const message =
    "This text has more than 20,000 sentences, which is more than one source may hold. Split it and add the parts.";
  return new AppError("PAYLOAD_TOO_LARGE", message, { details: { reason: "too_large" } });
}
