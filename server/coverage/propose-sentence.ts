import { diffArrays } from "diff";
import { languageTools } from "@/server/ai/text/language";
import { wordsOf } from "@/server/ai/text/words";
import { readFigures } from "@/server/repurposing/gates/read-figures";

/** What a post says on the strength of a passage, and that passage before and now. */
type Case = { sentence: string; was: string; now: string; language: string };

/**
 * What a change of a passage means for a sentence that cites it. replace: numbers or names that the sentence takes from it
 * are others · untouched: what changed is not in the sentence · unclear: only a person can tell.
 */
export type Proposal = { kind: "replace"; text: string } | { kind: "untouched" } | { kind: "unclear" };

type Swap = { old: string; new: string };

/** More words than this in one place are no number or name. */
const MOST_WORDS = 4;

/** Puts the numbers and names that changed in a passage into a sentence that cites it. */
export function proposeSentence({ sentence, was, now, language }: Case): Proposal {
  const swaps = swapsOf({ was, now, language });
  if (swaps === null) return { kind: "unclear" };
  const places: { start: number; end: number; new: string }[] = [];
  for (const swap of swaps) {
    const found = placesOf(swap.old, sentence, language);
    // Twice the same number may be two facts.
    if (found.length > 1) return { kind: "unclear" };
    if (found.length === 0 && hasPartOf(swap.old, sentence)) return { kind: "unclear" };
    for (const place of found) places.push({ ...place, new: inCaseOf(sentence.slice(place.start), swap.new) });
  }
  if (places.length === 0) return { kind: "untouched" };
  places.sort((a, b) => b.start - a.start);
  if (places.some(({ end }, at) => at > 0 && end > (places[at - 1]?.start ?? 0))) return { kind: "unclear" };
  const text = places.reduce(
    (text, { start, end, new: put }) => text.slice(0, start) + put + text.slice(end),
    sentence,
  );
  return { kind: "replace", text };
}

/** A word opening a sentence keeps its capital. */
const inCaseOf = (old: string, put: string): string =>
  /^\p{Lu}/u.test(old) ? put.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : put;

/** "Lee" of "Ann Lee", "Hamburgs" of "Hamburg": the sentence names them, though not in these words. */
function hasPartOf(old: string, sentence: string): boolean {
  const said = sentence.toLowerCase();
  return (old.toLowerCase().match(/\p{L}{3,}/gu) ?? []).some((word) =>
    new RegExp(`(?<!\\p{L})${escaped(word)}`, "u").test(said),
  );
}

const escaped = (words: string): string => words.replace(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);

type Token = { text: string; start: number; end: number };

/** The numbers and names that were replaced, when nothing else was; null otherwise. */
function swapsOf({ was, now, language }: Omit<Case, "sentence">): Swap[] | null {
  const [before, after] = [tokensOf(was, language), tokensOf(now, language)];
  const changes = diffArrays(before.map(plain), after.map(plain));
  const swaps: Swap[] = [];
  let [left, right] = [0, 0];
  for (const [at, { added, removed, count }] of changes.entries()) {
    if (added) {
      const out = changes[at - 1];
      if (!out?.removed) return null;
      const gone = before.slice(left - out.count, left);
      const come = after.slice(right, right + count);
      if (!isFact(gone, was, language) || !isFact(come, now, language)) return null;
      swaps.push({ old: spanOf(gone, was), new: spanOf(come, now) });
      right += count;
    } else if (removed) {
      if (!changes[at + 1]?.added) return null;
      left += count;
    } else {
      left += count;
      right += count;
    }
  }
  return swaps;
}

const plain = ({ text }: Token): string => text;

/** Words and signs, each with its place; a change of a currency sign must not be missed. */
function tokensOf(text: string, language: string): Token[] {
  const words = wordsOf(text, language).map(({ start, end }) => ({ text: text.slice(start, end), start, end }));
  const gaps = [{ end: 0 }, ...words].map(({ end }, at) => ({ from: end, to: words[at]?.start ?? text.length }));
  const signs = gaps.flatMap(({ from, to }) =>
    [...text.slice(from, to).matchAll(/\S/gu)].map((sign) => {
      const start = from + sign.index;
      return { text: sign[0].replace(/["“”„«»'‘’]/gu, '"'), start, end: start + sign[0].length };
    }),
  );
  return [...words, ...signs].sort((a, b) => a.start - b.start);
}

const spanOf = (tokens: readonly Token[], text: string): string =>
  text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);

/** Whether these words are a number with its sign, or a name. */
function isFact(tokens: readonly Token[], text: string, language: string): boolean {
  if (tokens.length === 0 || tokens.length > MOST_WORDS) return false;
  const span = spanOf(tokens, text);
  if (readFigures(span, language).length > 0) return tokens.every((token) => isFigure(token, language));
  const { isStopword } = languageTools(language);
  return tokens.every(
    ({ text: word, start }) => /^\p{Lu}/u.test(word) && !(start === 0 && isStopword(word.toLowerCase())),
  );
}

const isFigure = ({ text }: Token, language: string): boolean =>
  /^[\p{N}\p{Sc}%‰.,'’-]/u.test(text) || readFigures(text, language).length > 0;

/** Where the old words stand in the sentence: the same letters, or the same number spelled otherwise. */
function placesOf(old: string, sentence: string, language: string): { start: number; end: number }[] {
  const literal = [...sentence.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(old)}(?![\\p{L}\\p{N}])`, "gu"))]
    .map(({ index }) => ({ start: index, end: index + old.length }))
    // "200" is no part of "4,200".
    .filter(
      ({ start, end }) => !/\p{N}[.,]$/u.test(sentence.slice(0, start)) && !/^[.,]\p{N}/u.test(sentence.slice(end)),
    );
  if (literal.length > 0) return literal;
  const [figure, other] = readFigures(old, language);
  if (!figure || other) return [];
  return readFigures(sentence, language)
    .filter(({ readings }) => readings.some((reading) => figure.readings.includes(reading)))
    .map(({ start, end }) => ({ start, end }));
}
