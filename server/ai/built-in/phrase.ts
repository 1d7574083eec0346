import { stretchesOutsideQuotes } from "@/server/ai/text/copied-runs";
import { gapAfter } from "@/server/ai/text/sentences";
import { isUnspaced, wordsOf } from "@/server/ai/text/words";
import type { Sentence } from "./read-source";
import { attributedQuote, fullStop, sourceLabel } from "./typography";

/** What a drafted sentence is for. */
type SentenceKind = "claim" | "quote" | "hook" | "call_to_action";

/** One sentence of a draft, and the source sentences it was taken from. */
export type Line = {
  text: string;
  passageIds: string[];
  kind: SentenceKind;
  from: Sentence[];
  /** Words taken over word for word outside quotation marks. */
  copied: number;
  item: boolean;
  /** Whom a quotation is credited to. */
  credit: string | null;
};

/** Who a quotation is credited to, and what must not be said. */
export type Credits = { language: string; author: string | null; title: string; bannedPhrases: string[] };

/** Longest run taken over without quotation marks; one word under the gate's 25. */
export const MAX_RUN = 24;
const LONGEST_QUOTE = 70;
const SEMICOLON = /[;；؛]\s*/u;

/** A source sentence as it may be posted: as it is, cut at a semicolon, or as an attributed quotation; null when it may not. */
export function phrase(sentence: Sentence, credits: Credits): Line | null {
  if (isBanned(sentence.text, credits.bannedPhrases)) return null;
  const line = { passageIds: [sentence.passageId], from: [sentence], item: sentence.item };
  if (sentence.speaker === null) {
    for (const text of [sentence.text, firstClause(sentence.text)]) {
      const copied = text === null ? Number.POSITIVE_INFINITY : copiedWords(text, credits.language);
      if (text === null || copied > MAX_RUN) continue;
      return { ...line, text: sentence.item ? text + fullStop(text) : text, kind: "claim", copied, credit: null };
    }
  }
  return quotation(sentence, credits);
}

/** A source sentence as an attributed quotation; null for a very long one and one that may not be posted. */
export function quotation(sentence: Sentence, credits: Credits): Line | null {
  if (sentence.words > LONGEST_QUOTE) return null;
  const credit = creditFor(sentence, credits);
  const text = attributedQuote(sentence.text, credit, credits.language);
  if (isBanned(text, credits.bannedPhrases)) return null;
  const from = [sentence];
  return { text, passageIds: [sentence.passageId], kind: "quote", from, copied: 0, item: sentence.item, credit };
}

/** Two neighbouring quotations of one speaker as one; null when they do not belong together. */
export function joinedQuote(a: Line, b: Line, language: string): Line | null {
  const [last, next] = [a.from.at(-1), b.from[0]];
  if (a.kind !== "quote" || b.kind !== "quote" || a.credit === null || a.credit !== b.credit) return null;
  if (last === undefined || next === undefined || next.index !== last.index + 1) return null;
  const from = [...a.from, ...b.from];
  const passageIds = [...new Set([...a.passageIds, ...b.passageIds])];
  if (passageIds.length > 3 || from.reduce((sum, sentence) => sum + sentence.words, 0) > LONGEST_QUOTE) return null;
  const said = from
    .map((sentence, at) => (at === 0 ? sentence.text : sentence.said))
    .reduce((text, one) => text + gapAfter(text) + one);
  return { ...a, text: attributedQuote(said, a.credit, language), passageIds, from };
}

/** The opening of an overlong sentence up to its last comma that fits, quoted with an ellipsis: the last resort of a one-sentence source. */
export function excerpt(sentence: Sentence, credits: Credits, fits: (text: string) => boolean): Line | null {
  if (isBanned(sentence.text, credits.bannedPhrases)) return null;
  const credit = creditFor(sentence, credits);
  const cuts = [...sentence.text.matchAll(/[,;:،、，；]|\s[–—-]\s/gu)].map((match) => match.index);
  const words = wordsOf(sentence.text, credits.language).map((word) => word.end);
  for (const places of [cuts, words]) {
    for (const end of places.toReversed()) {
      if (end < 20) continue;
      const text = attributedQuote(`${sentence.text.slice(0, end).trim()} …`, credit, credits.language);
      if (fits(text)) {
        const from = [sentence];
        return { text, passageIds: [sentence.passageId], kind: "quote", from, copied: 0, item: false, credit };
      }
    }
  }
  return null;
}

/** Whether a text holds a phrase the voice does not want. */
export function isBanned(text: string, bannedPhrases: readonly string[]): boolean {
  const lower = text.normalize("NFKC").toLowerCase().replaceAll("’", "'");
  return bannedPhrases.some((phrase) => {
    const banned = phrase.normalize("NFKC").toLowerCase().replaceAll("’", "'").trim();
    return banned !== "" && lower.includes(banned);
  });
}

function copiedWords(text: string, language: string): number {
  return stretchesOutsideQuotes(text, language).reduce((sum, words) => sum + words.length, 0);
}

/** "A stands; B follows." says A on its own, unless a colon or an opening condition ties the two together. */
function firstClause(text: string): string | null {
  if (/[:：]/u.test(text)) return null;
  const clauses = text.split(SEMICOLON);
  const first = clauses[0]?.trim() ?? "";
  if (clauses.length !== 2 || first.length < 30 || /["“„«「(]/u.test(first)) return null;
  return first + (isUnspaced(first) ? "。" : ".");
}

/** The speaker, else the author, else the title; a title whose figures stand in no cited passage is no credit. */
function creditFor(sentence: Sentence, credits: Credits): string {
  if (sentence.speaker !== null && sentence.speaker !== "") return sentence.speaker;
  if (sentence.speaker === null && credits.author !== null && credits.author.trim() !== "")
    return credits.author.trim();
  const title = credits.title.trim().replace(/^["“„«「](.*)["“”»」]$/u, "$1");
  const plainTitle = title !== "" && title.length <= 80 && !/[\p{N}#@"“”„«»「」]|https?:/u.test(title);
  return plainTitle ? title.replace(/[.。]$/u, "") : (sourceLabel(credits.language) ?? "↗");
}
