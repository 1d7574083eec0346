import { continuesAfter, endsWithAbbreviation } from "./abbreviations";
import type { Block } from "./parse/document";
import { quotesIn } from "./quotations";

/** Longest passage in UTF-16 units; text without any full stop (transcripts, code) is parted at a space before it. */
const MAX_LENGTH = 1_200;

/** What is looked at on either side of a possible end, in UTF-16 units. */
const MAX_TAIL = 80;

/** UTF-16 offsets into a block's text; no space at either end. */
type Span = { start: number; end: number };

/** The sentences of a block; headings, table rows and code are one each. Lazy: a caller may stop early. */
export function* sentencesOf(block: Block, language: string): Generator<Span> {
  const whole = block.kind === "heading" || block.kind === "table_row" || block.kind === "code";
  for (const span of whole ? [{ start: 0, end: block.text.length }] : proseSpans(block.text, language))
    yield* fitting(block.text, span);
}

/**
 * Intl.Segmenter (Unicode's sentence rules) proposes the ends; it knows neither abbreviations nor addresses of pages and
 * cuts inside quotations, so each end is checked.
 */
function* proseSpans(text: string, language: string): Generator<Span> {
  const inQuote = quotesIn(text);
  let start = 0;
  for (const end of proposedEnds(text, language)) {
    const ended = end < text.length && inQuote(end) === false && isSentenceEnd(text, { start, end, language });
    if (!ended) continue;
    yield { start, end };
    start = end;
  }
  yield { start, end: text.length };
}

/** Ends by Unicode's rules, and those it misses: after "…", after « oui. » and after note marks like "…end.[3] Next". */
function proposedEnds(text: string, language: string): number[] {
  const ends = new Set<number>();
  for (const { index, segment } of segmenterOf(language).segment(text)) ends.add(index + segment.length);
  for (const match of text.matchAll(MISSED_END)) ends.add(match.index + match[0].length);
  return [...ends].toSorted((a, b) => a - b);
}

const MISSED_END = /(?:…["”’»)]*|[.!?…]\s»|[.!?]["”’»)]*(?=\[))(?:\[\d{1,3}\])*\s+(?=["“„«]?\p{Lu})/gu;

const segmenters = new Map<string, Intl.Segmenter>();

/** Making a segmenter takes longer than cutting a paragraph with it. */
function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known) return known;
  const made = new Intl.Segmenter(language === "und" ? "en" : language, { granularity: "sentence" });
  segmenters.set(language, made);
  return made;
}

type Candidate = Span & { language: string };

function isSentenceEnd(text: string, { start, end, language }: Candidate): boolean {
  // Only the last words decide; a slice keeps the patterns below from scanning a long text again and again.
  const left = text.slice(Math.max(start, end - MAX_TAIL), end);
  const right = text.slice(end, end + MAX_TAIL);
  const body = left.trimEnd();
  if (left.endsWith("\n")) return !/^\p{Ll}/u.test(right);
  // "?" and "!" inside an address; only scripts without spaces end a sentence without one.
  if (body.length === left.length && !/[。！？｡．…؟۔।॥][”’」』）》〉"'»)]*$/u.test(body)) return false;
  if (!/\p{L}/u.test(body)) return false;
  if (/^["“„«»'‘([]*\p{Ll}/u.test(right)) return false;
  if (/^[”’」』）》〉)\]]/u.test(right)) return false;
  // 「はい。」と言った: what is said is part of the sentence around it.
  if (/[」』]$/.test(body) && /^\p{Script=Hiragana}/u.test(right)) return false;
  if (!body.endsWith(".")) return true;
  return !endsWithAbbreviation(body, language) && !continuesAfter(body, right, language);
}

function* fitting(text: string, span: Span): Generator<Span> {
  let { start } = span;
  while (span.end - start > MAX_LENGTH) {
    const cut = start + cutOf(text.slice(start, start + MAX_LENGTH));
    yield* trimmed(text, { start, end: cut });
    start = cut;
  }
  yield* trimmed(text, { start, end: span.end });
}

/** Where to part what is too long: after a line, a clause or a word, else anywhere but inside a character. */
function cutOf(piece: string): number {
  for (const pattern of [/\n(?=[^\n]*$)/, /[;:,、；：，](?=[^;:,、；：，]*$)/, /\s(?=\S*$)/]) {
    const at = pattern.exec(piece)?.index ?? -1;
    if (at > MAX_LENGTH / 2) return at + 1;
  }
  return /[\ud800-\udbff]$/.test(piece) ? piece.length - 1 : piece.length;
}

function* trimmed(text: string, { start, end }: Span): Generator<Span> {
  const piece = text.slice(start, end);
  const from = start + (piece.length - piece.trimStart().length);
  const to = end - (piece.length - piece.trimEnd().length);
  if (to > from) yield { start: from, end: to };
}
