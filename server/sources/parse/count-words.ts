import type { Block } from "./document.ts";

const UNSPACED_RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;

/** Words as a reader counts them, also in scripts that write no spaces. */
export function countWords(blocks: readonly Block[], language: string): number {
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  let words = 0;
  for (const { text } of blocks) {
    const spaced = text.replaceAll(UNSPACED_RUN, (run) => {
      for (const part of segmenter.segment(run)) if (part.isWordLike) words++;
      return " ";
    });
    words += spaced.match(/[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  }
  return words;
}
