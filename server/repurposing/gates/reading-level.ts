import { baseLanguage } from "@/server/ai/text/base-language";
import { sentencesOf } from "@/server/ai/text/sentences";
import { wordsOf } from "@/server/ai/text/words";
import type { Finding, GateInput, ReadingLevel } from "./gate";

/**
 * Reading ease after Flesch, 0 (hard) to 100 (easy), with each language's own weights: English (Flesch 1948), German (Amstad
 * 1978), French (Kandel and Moles 1958), Spanish (Fernández Huerta 1959), Italian (Franchina and Vacca 1986), Portuguese
 * (Martins 1996), Dutch (Douma 1960).
 */
const EASE: Readonly<Record<string, { base: number; sentence: number; syllable: number }>> = {
  en: { base: 206.835, sentence: 1.015, syllable: 84.6 },
  de: { base: 180, sentence: 1, syllable: 58.5 },
  fr: { base: 207, sentence: 1.015, syllable: 73.6 },
  es: { base: 206.84, sentence: 1.02, syllable: 60 },
  it: { base: 217, sentence: 1.3, syllable: 60 },
  pt: { base: 248.835, sentence: 1.015, syllable: 84.6 },
  nl: { base: 206.835, sentence: 0.93, syllable: 77 },
};
/** The least ease a level asks for. */
const LEAST: Readonly<Record<ReadingLevel, number>> = { plain: 55, general: 35, expert: 10 };
/** Fewer words say nothing about a text. */
const FEWEST_WORDS = 40;

/** A text is no harder to read than the brand wants; its longest sentence is the place to begin. */
export function gateReadingLevel({ parts, language, voice }: GateInput): Finding[] {
  const level = voice?.readingLevel;
  if (level === null || level === undefined) return [];
  const text = parts.map((part) => part.text).join("\n");
  const ease = readingEase(text, language);
  if (ease === null) {
    const known = EASE[baseLanguage(language)] !== undefined;
    const message = known
      ? "Too short to tell how hard it reads."
      : "How hard it reads cannot be told in this language.";
    return [{ state: "not_checked", part: null, sentence: null, span: null, message }];
  }
  if (ease >= LEAST[level]) return [];
  const longest = parts
    .flatMap(({ sentences }, part) => sentences.map((one, sentence) => ({ ...one, part, sentence })))
    .toSorted((a, b) => wordsOf(b.text, language).length - wordsOf(a.text, language).length)[0];
  const { part = null, sentence = null } = longest ?? {};
  const span = longest === undefined ? null : { start: longest.start, end: longest.end };
  const message = `Reads at ${Math.round(ease)} of 100; the brand wants ${LEAST[level]} or easier. Shorten this sentence first.`;
  return [{ state: "fix", part, sentence, span, message }];
}

/** Reading ease of a text, 0…100; null for a short text or a language without a formula. */
export function readingEase(text: string, language: string): number | null {
  const weights = EASE[baseLanguage(language)];
  const words = wordsOf(text, language).filter(({ text: word }) => /\p{L}/u.test(word));
  if (weights === undefined || words.length < FEWEST_WORDS) return null;
  const sentences = text.split("\n").flatMap((line) => sentencesOf(line, language)).length;
  const syllables = words.reduce((sum, { text: word }) => sum + syllablesOf(word, baseLanguage(language)), 0);
  const ease =
    weights.base -
    (weights.sentence * words.length) / Math.max(1, sentences) -
    (weights.syllable * syllables) / words.length;
  return Math.min(100, Math.max(0, ease));
}

/** Groups of vowels, the silent e of English and French left out. */
function syllablesOf(word: string, code: string): number {
  const bare = word.normalize("NFKD").replace(/\p{M}/gu, "");
  const silent =
    code === "en"
      ? bare.replace(/(?<=[^aeiouyl])e(?:s|d)?$/u, "")
      : code === "fr"
        ? bare.replace(/(?:e|es|ent)$/u, "")
        : bare;
  return Math.max(1, silent.match(/[aeiouy]+/gu)?.length ?? 1);
}
