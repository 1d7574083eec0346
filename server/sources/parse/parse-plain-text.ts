import { cleanText } from "./clean-text.ts";
import type { Block, Extracted } from "./document.ts";
import { joinLines } from "./join-lines.ts";

const BULLET = /^\s*(?:[-*•–‣◦]|\d{1,3}[.)]|[a-z]\))\s+/;

/** Plain text: blank lines part paragraphs; without any, each line is one when the lines are not hard-wrapped. */
export function parsePlainText(text: string): Extracted {
  const chunks = chunksOf(text);
  const blocks: Block[] = [];
  for (const [index, lines] of chunks.entries()) {
    if (isHeading(lines, chunks[index + 1], index))
      blocks.push({ kind: "heading", level: index === 0 ? 1 : 2, text: lines[0] ?? "" });
    else blocks.push(...proseBlocks(lines));
  }
  const first = blocks[0];
  return { title: first?.kind === "heading" ? first.text : null, byline: null, languageHint: null, blocks };
}

function chunksOf(text: string): string[][] {
  const chunks = text
    .split(/\n[^\S\n]*\n\s*/)
    .map((chunk) => cleanText(chunk))
    .filter((chunk) => chunk !== "")
    .map((chunk) => chunk.split("\n"));
  return chunks.flatMap((lines) => (isHardWrapped(lines) ? [lines] : unwrapped(lines)));
}

/** Hard-wrapped lines are all short and, but for the last, of similar length. */
function isHardWrapped(lines: string[]): boolean {
  return lines.every((line) => line.length <= 100);
}

function unwrapped(lines: string[]): string[][] {
  return lines.map((line) => [line]);
}

/** A short line without a full stop, before a longer paragraph, reads as a heading. */
function isHeading(lines: string[], next: string[] | undefined, index: number): boolean {
  const [line, ...rest] = lines;
  if (!line || rest.length > 0 || !next || line.length > 120 || BULLET.test(line)) return false;
  if (/[.,;:!?…。、！？]["”’»)]*$/.test(line) && !(index === 0 && /[!?！？]$/.test(line))) return false;
  return next.join(" ").length > (index === 0 ? line.length : Math.max(100, line.length * 2));
}

function proseBlocks(lines: string[]): Block[] {
  const items: { kind: "list_item" | "paragraph"; lines: string[] }[] = [];
  for (const line of lines) {
    const last = items.at(-1);
    if (BULLET.test(line)) items.push({ kind: "list_item", lines: [line.replace(/^\s*[-*•–‣◦]\s+/, "")] });
    else if (last) last.lines.push(line);
    else items.push({ kind: "paragraph", lines: [line] });
  }
  return items.map((item) => ({ kind: item.kind, text: joinLines(item.lines) }));
}
