import { baseLanguage } from "./base-language";

/** One word of a text, lower-cased; `start` and `end` are UTF-16 offsets. */
export type Word = { text: string; start: number; end: number };

/** Scripts written without spaces: their words are found with the dictionary of Intl.Segmenter. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SPACED_WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+|[.,·][\p{N}]+)*/gu;
/** Languages that elide articles: "l'enfant" is two words there. */
const ELIDING = new Set(["fr", "it", "ca"]);
const ELIDED_WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[.,·][\p{N}]+)*/gu;
const segmenters = new Map<string, Intl.Segmenter>();

function wordSegmenter(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known !== undefined) return known;
  let made: Intl.Segmenter;
  try {
    made = new Intl.Segmenter(language, { granularity: "word" });
  } catch {
    made = new Intl.Segmenter(undefined, { granularity: "word" });
  }
  segmenters.set(language, made);
  return made;
}

/** Whether a text is written in a script without spaces between words. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** The words of a text in order, in any script; hyphenated words count as several. */
export function wordsOf(text: string, language: string): Word[] {
  const words: Word[] = [];
  if (isUnspaced(text)) {
    for (const piece of wordSegmenter(language).segment(text)) {
      if (piece.isWordLike !== true) continue;
      words.push({
        text: piece.segment.toLowerCase(),
        start: piece.index,
        end: piece.index + piece.segment.length,
      });
    }
    return words;
  }
  for (const match of text.matchAll(ELIDING.has(baseLanguage(language)) ? ELIDED_WORD : SPACED_WORD)) {
    words.push({
      text: match[0].toLowerCase().replaceAll("’", "'"),
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return words;
}
