import { quotedSpans } from "./quoted-spans";
import { type Word, wordsOf } from "./words";

/** A source's words by position, to look for runs copied from it. */
export type CopyIndex = { words: string[]; positions: Map<string, number[]> };

/** A run of words taken over from the source; `from` and `to` are indexes into the words searched, `to` exclusive. */
export type CopiedRun = { from: number; to: number };

/** Indexes the words of a source, its passages joined in order. */
export function copyIndex(words: string[]): CopyIndex {
  const positions = new Map<string, number[]>();
  for (const [at, word] of words.entries()) {
    const list = positions.get(word);
    if (list === undefined) positions.set(word, [at]);
    else list.push(at);
  }
  return { words, positions };
}

/** Every maximal run longer than `limit` words that also stands in the source. */
export function copiedRuns(words: readonly Pick<Word, "text">[], index: CopyIndex, limit: number): CopiedRun[] {
  const runs: CopiedRun[] = [];
  let from = 0;
  while (from + limit < words.length) {
    const length = longestRunFrom(words, from, index);
    if (length > limit) {
      runs.push({ from, to: from + length });
      from += length;
    } else from += 1;
  }
  return runs;
}

function longestRunFrom(words: readonly Pick<Word, "text">[], from: number, index: CopyIndex): number {
  let best = 0;
  for (const at of index.positions.get(words[from]?.text ?? "") ?? []) {
    let length = 1;
    while (from + length < words.length && words[from + length]?.text === index.words[at + length]) length += 1;
    if (length > best) best = length;
  }
  return best;
}

/** Quotations shorter than this are words in quotes, not a quotation, and do not interrupt a copied run. */
const QUOTATION_WORDS = 4;

/** The words of a text in stretches, quotations of four words and more left out. */
export function stretchesOutsideQuotes(text: string, language: string): Word[][] {
  const quotations = quotedSpans(text).filter(
    (span) => wordsOf(text.slice(span.start, span.end), language).length >= QUOTATION_WORDS,
  );
  if (quotations.length === 0) return [wordsOf(text, language)];
  const stretches: Word[][] = [];
  let from = 0;
  for (const span of [...quotations, { start: text.length, end: text.length }]) {
    const offset = from;
    const words = wordsOf(text.slice(from, span.start), language);
    stretches.push(words.map((word) => ({ ...word, start: word.start + offset, end: word.end + offset })));
    from = span.end;
  }
  return stretches.filter((words) => words.length > 0);
}
