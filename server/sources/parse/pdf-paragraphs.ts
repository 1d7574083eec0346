import { cleanText } from "./clean-text.ts";
import type { Block } from "./document.ts";
import { gapOf } from "./join-lines.ts";
import { type Line, usualSize } from "./pdf-lines.ts";

const BULLET = /^(?:[•‣◦▪●■–—*-]|\(?\d{1,2}[.)]|\([a-z]\))\s+(?=\S)/;

/** Longest part of a word looked at before a hyphen, in UTF-16 units. */
const MAX_WORD = 60;

/** A line of a table of contents: dots up to a page number. */
const CONTENTS_ENTRY = /(?:\s?\.){6,}\s*(?:\d+|[ivxlc]+)$/;

/** What is measured once for a whole document. `leading` is the usual distance of baselines, in sizes. */
type Measures = { size: number; leading: number; words: ReadonlySet<string> };

/** Lines in reading order to headings, paragraphs, list items and table rows. */
export function paragraphsOf(all: readonly Line[]): Block[] {
  const lines = all.filter((line) => !CONTENTS_ENTRY.test(line.text));
  const measures = measure(lines);
  const started: { block: Block; lines: string[] }[] = [];
  let previous: Line | null = null;
  for (const [index, line] of lines.entries()) {
    const last = started.at(-1);
    const block = startOf(line, measures, isTableRow(line, previous, lines[index + 1]));
    if (last && previous && !startsBlock({ line, previous, block, last: last.block }, measures))
      last.lines.push(line.text);
    else started.push({ block, lines: [block.text] });
    previous = line;
  }
  return started
    .map(({ block, lines: parts }) => ({ ...block, text: cleanText(joinWords(parts, measures)) }))
    .filter((block) => block.text !== "");
}

function startOf(line: Line, measures: Measures, row: boolean): Block {
  const page = line.page;
  if (row) return { kind: "table_row", text: line.cells.join(" | "), page };
  const scale = line.size / measures.size;
  if (scale >= 1.15 && line.text.length <= 200 && /\p{L}/u.test(line.text))
    return { kind: "heading", level: scale >= 1.7 ? 1 : scale >= 1.35 ? 2 : 3, text: line.text, page };
  const bullet = BULLET.exec(line.text)?.[0];
  if (!bullet) return { kind: "paragraph", text: line.text, page };
  // A number belongs to what is said; a dot does not.
  return { kind: "list_item", text: /\d|[a-z]/.test(bullet) ? line.text : line.text.slice(bullet.length), page };
}

/** Two rows in a row with three parts, or of the same number of parts, make a table. */
function isTableRow(line: Line, previous: Line | null, next: Line | undefined): boolean {
  const parts = line.cells.length;
  return parts >= 2 && (previous?.cells.length === parts || next?.cells.length === parts) && line.text.length < 300;
}

type Meeting = { line: Line; previous: Line; block: Block; last: Block };

function startsBlock(meeting: Meeting, measures: Measures): boolean {
  const { line, previous, block, last } = meeting;
  if (block.kind === "table_row" || last.kind === "table_row" || block.kind === "list_item") return true;
  if (block.kind === "heading" || last.kind === "heading")
    return !(block.kind === last.kind && block.level === last.level && isNextLine(line, previous, 1.7));
  const ended = /[.!?…:。！？؟۔]["”’»)\]」』]*$/.test(previous.text);
  const lowercase = /^\p{Ll}/u.test(line.text);
  if (line.page !== previous.page || line.y < previous.y) return startsAfterBreak(meeting, ended && !lowercase);
  if (!isNextLine(line, previous, measures.leading * 1.35)) return true;
  if (last.kind === "list_item") return line.x < previous.x - line.size * 0.8 && !lowercase;
  if (lowercase) return false;
  return isIndented(line) ? !isIndented(previous) || ended : ended && !reachesEdge(previous);
}

/** At the top of a column or page; a sentence that ended on one page ends its block, so that each passage has its own page. */
function startsAfterBreak({ line, previous, last }: Meeting, ended: boolean): boolean {
  if (last.kind === "list_item") return !/^\p{Ll}/u.test(line.text);
  return ended && (line.page !== previous.page || !reachesEdge(previous) || isIndented(line));
}

function isNextLine(line: Line, previous: Line, reach: number): boolean {
  return (
    line.page === previous.page &&
    line.y > previous.y &&
    line.y - previous.y <= reach * Math.max(line.size, previous.size)
  );
}

/** A first line set in from its column's edge, by 1 to 5 sizes. */
function isIndented(line: Line): boolean {
  const indent = line.rtl ? line.columnRight - line.right : line.x - line.columnX;
  return indent > line.size * 0.8 && indent < line.size * 5;
}

/** Whether the line is full; the last line of a paragraph mostly is not. */
function reachesEdge(line: Line): boolean {
  const rest = line.rtl ? line.x - line.columnX : line.columnRight - line.right;
  return rest < (line.columnRight - line.columnX) * 0.18;
}

/** Joins lines; a word parted at a line's end becomes whole unless the text writes it with a hyphen elsewhere. */
function joinWords(lines: readonly string[], measures: Measures): string {
  return lines
    .map((line, index) => {
      const next = lines[index + 1];
      const parted = /([\p{L}\p{M}]+)([-\u00ad\u2010])$/u.exec(line.slice(-MAX_WORD));
      const rest = /^\p{Ll}[\p{L}\p{M}]*/u.exec(next ?? "")?.[0];
      if (!parted?.[1] || !rest) return line + gapOf(line, next);
      const hyphened = `${parted[1]}-${rest}`.toLowerCase();
      const whole = `${parted[1]}${rest}`.toLowerCase();
      const keep = parted[2] !== "\u00ad" && measures.words.has(hyphened) && !measures.words.has(whole);
      return keep ? line : line.slice(0, -1);
    })
    .join("");
}

function measure(lines: readonly Line[]): Measures {
  const leadings: number[] = [];
  const words = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next && next.page === line.page && next.y > line.y && line.size > 0)
      leadings.push((next.y - line.y) / line.size);
    for (const word of line.text.match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*(?!-$)/gu) ?? []) words.add(word.toLowerCase());
  }
  const sorted = leadings.toSorted((a, b) => a - b);
  return {
    size: usualSize(lines),
    leading: Math.min(2.2, Math.max(1, sorted[Math.floor(sorted.length * 0.4)] ?? 1.2)),
    words,
  };
}
