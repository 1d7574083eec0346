import { diffArrays } from "diff";
import { normaliseForQuote } from "@/server/ai/text/quoted-spans";
import { wordsOf } from "@/server/ai/text/words";

/** A sentence of one reading of a source. */
export type Passage = { id: string; text: string };

/**
 * What became of a sentence in a later reading. unaffected: it stands where it stood · moved: it stands elsewhere ·
 * changed: its words are others · gone: nothing like it is left.
 */
export type Fate = { state: "unaffected" | "moved" | "changed" | "gone"; was: Passage; now: Passage | null };

type Readings = { before: readonly Passage[]; after: readonly Passage[]; language: string };

/** How much of two sentences must be the same words in the same order to be one sentence, 0…1. */
const ALIKE = 0.55;
/** Readings further apart than this many sentences are compared without regard to order. */
const MOST_EDITS = 2_000;

/** What became of each `wanted` passage of one reading in another; what is not in `before` is left out. */
export function alignPassages(wanted: ReadonlySet<string>, { before, after, language }: Readings): Map<string, Fate> {
  const keys = { before: before.map(keyOf), after: after.map(keyOf) };
  const pairs = inOrder(keys.before, keys.after);
  const taken = new Set(pairs.values());
  const free = Map.groupBy(
    after.keys().filter((at) => !taken.has(at)),
    (at) => keys.after[at] ?? "",
  );
  const fates = new Map<string, Fate>();
  const open: { was: Passage; at: number }[] = [];
  for (const [at, was] of before.entries()) {
    if (!wanted.has(was.id)) continue;
    const same = after[pairs.get(at) ?? -1];
    const elsewhere = same ?? after[free.get(keys.before[at] ?? "")?.[0] ?? -1];
    if (elsewhere) fates.set(was.id, { state: same ? "unaffected" : "moved", was, now: elsewhere });
    else open.push({ was, at });
  }
  if (open.length === 0) return fates;
  const rest = [...free.values()].flat().flatMap((at) => {
    const passage = after[at];
    return passage ? [{ passage, at, words: wordList(passage.text, language) }] : [];
  });
  for (const { was, at } of open) {
    const now = mostAlike(wordList(was.text, language), { rest, at });
    fates.set(was.id, { state: now ? "changed" : "gone", was, now });
  }
  return fates;
}

/** Typography and spacing are no change. */
const keyOf = ({ text }: Passage): string => normaliseForQuote(text).replace(/\s+/gu, " ").trim();

const wordList = (text: string, language: string): string[] => wordsOf(text, language).map((word) => word.text);

/** Pairs of places that hold the same sentence, in the same order in both. */
function inOrder(before: string[], after: string[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const changes = diffArrays(before, after, { maxEditLength: MOST_EDITS });
  if (!changes) {
    const places = Map.groupBy(after.keys(), (at) => after[at] ?? "");
    for (const [at, key] of before.entries()) {
      const other = places.get(key)?.shift();
      if (other !== undefined) pairs.set(at, other);
    }
    return pairs;
  }
  let [left, right] = [0, 0];
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let step = 0; step < count; step++) pairs.set(left + step, right + step);
    if (!added) left += count;
    if (!removed) right += count;
  }
  return pairs;
}

type Rest = { rest: readonly { passage: Passage; at: number; words: string[] }[]; at: number };

/** The sentence that has most of these words in this order; of two alike the nearer one. */
function mostAlike(words: string[], { rest, at: from }: Rest): Passage | null {
  let best: { passage: Passage; alike: number; far: number } | null = null;
  const bag = new Set(words);
  for (const { passage, at, words: other } of rest) {
    const shared = other.filter((word) => bag.has(word)).length;
    if ((2 * shared) / (words.length + other.length) < ALIKE) continue;
    const alike = likeness(words, other);
    const far = Math.abs(at - from);
    const better = best === null || alike > best.alike || (alike === best.alike && far < best.far);
    if (alike >= ALIKE && better) best = { passage, alike, far };
  }
  return best?.passage ?? null;
}

function likeness(a: string[], b: string[]): number {
  const common = diffArrays(a, b).reduce((sum, { added, removed, count }) => sum + (added || removed ? 0 : count), 0);
  return (2 * common) / (a.length + b.length);
}
