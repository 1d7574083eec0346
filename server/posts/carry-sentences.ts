import type { Citation } from "@/db/schema/posts";
import type { JudgedPart, JudgedSentence } from "@/server/repurposing/judge";
import { sentencesOf } from "@/server/sources/sentences";

type Edit = { before: readonly Citation[]; texts: readonly string[]; language: string };

/** How alike a changed sentence must be to an old one to inherit its sources, 0…1 (Dice over pairs of characters). */
const ALIKE = 0.35;
const HASHTAGS_ONLY = /^(?:\s|[#＃][\p{L}\p{M}\p{N}_]+)*$/u;

/**
 * Finds the sentences of an edited text. What stands there word for word keeps its sources, state and signature, also when
 * it moved; what changed inherits the sources of the sentence it came from; what is new has none.
 */
export function carrySentences({ before, texts, language }: Edit): JudgedPart[] {
  const left = new Set(before);
  const kept = texts.map(() => [] as JudgedSentence[]);
  const keep = (citation: Citation, at: number) => {
    const text = texts[at] ?? "";
    const start = findSentence(text, citation.text, kept[at] ?? []);
    if (start === null) return;
    left.delete(citation);
    const { passageIds, kind } = citation;
    kept[at]?.push({
      start,
      end: start + citation.text.length,
      text: citation.text,
      passageIds,
      kind,
      before: citation,
    });
  };
  for (const citation of before) if (citation.part < texts.length) keep(citation, citation.part);
  for (const citation of [...left]) for (let at = 0; at < texts.length && left.has(citation); at++) keep(citation, at);
  return texts.map((text, at) => {
    const old = (kept[at] ?? []).toSorted((a, b) => a.start - b.start);
    const changed = restOf(text, old).flatMap((gap) =>
      cut(text, gap, language).map((span) => inherit(text, span, left)),
    );
    return { text, sentences: [...old, ...changed].toSorted((a, b) => a.start - b.start) };
  });
}

type Span = { start: number; end: number };

/** Where a sentence stands as a whole sentence and not inside another; null when it does not. */
function findSentence(text: string, sentence: string, taken: readonly Span[]): number | null {
  for (let start = text.indexOf(sentence); start >= 0; start = text.indexOf(sentence, start + 1)) {
    const end = start + sentence.length;
    const free = taken.every((other) => end <= other.start || other.end <= start);
    if (free && beginsAt(text, start) && endsAt(text, sentence, end)) return start;
  }
  return null;
}

const ENDED = /[.!?…。！？][\p{Pf}\p{Pe}"'”’»)\]]*$/u;

function beginsAt(text: string, start: number): boolean {
  const ahead = text.slice(0, start);
  return ahead.trim() === "" || /\n[^\S\n]*$/.test(ahead) || ENDED.test(ahead.trimEnd());
}

function endsAt(text: string, sentence: string, end: number): boolean {
  const behind = text.slice(end);
  if (/^[^\S\n]*(?:\n|$)/.test(behind) || HASHTAGS_ONLY.test(behind)) return true;
  return ENDED.test(sentence) && !/^[\p{L}\p{N}]/u.test(behind);
}

/** The stretches of a text between the sentences found. */
function restOf(text: string, found: readonly Span[]): Span[] {
  const ends = [0, ...found.map(({ end }) => end)];
  const starts = [...found.map(({ start }) => start), text.length];
  return ends.map((start, index) => ({ start, end: starts[index] ?? text.length }));
}

/** Cuts a stretch into sentences; each line is cut by itself, and a run of hashtags is none. */
function cut(text: string, gap: Span, language: string): Span[] {
  const lines = [...text.slice(gap.start, gap.end).matchAll(/[^\n]+/g)];
  return lines.flatMap((line) => {
    const from = gap.start + line.index;
    return [...sentencesOf({ kind: "paragraph", text: line[0] }, language)]
      .map((span) => ({ start: from + span.start, end: from + span.end }))
      .filter((span) => !HASHTAGS_ONLY.test(text.slice(span.start, span.end)));
  });
}

function inherit(text: string, { start, end }: Span, left: ReadonlySet<Citation>): JudgedSentence {
  const words = text.slice(start, end);
  let best: { citation: Citation; alike: number } | null = null;
  for (const citation of left) {
    const alike = likeness(words, citation.text);
    if (alike >= (best?.alike ?? ALIKE)) best = { citation, alike };
  }
  return { start, end, text: words, passageIds: best?.citation.passageIds ?? [], kind: best?.citation.kind ?? "claim" };
}

/** Pairs of characters work for every script, also those that put no spaces between words. */
function likeness(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  if (left.size + right.size === 0) return 0;
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / (left.size + right.size);
}

function pairsOf(text: string): Set<string> {
  const characters = [...text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")];
  return new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`));
}
