import { wordsOf } from "@/server/ai/text/words";
import { sentencesOf } from "@/server/sources/sentences";

/** About the length of a long post, so that posts are compared with what is like them. */
const PIECE_WORDS = 120;

/** A text in pieces of whole sentences, of some 120 words each; a short rest goes with the last one. */
export function piecesOf(text: string, language: string): string[] {
  const pieces: { text: string; words: number }[] = [];
  for (const line of text.split(/\n+/u))
    for (const { start, end } of sentencesOf({ kind: "paragraph", text: line }, language)) {
      const sentence = line.slice(start, end);
      const words = wordsOf(sentence, language).length;
      const last = pieces.at(-1);
      if (last && last.words < PIECE_WORDS)
        Object.assign(last, { text: `${last.text} ${sentence}`, words: last.words + words });
      else pieces.push({ text: sentence, words });
    }
  const rest = pieces.at(-1);
  const before = pieces.at(-2);
  if (rest && before && rest.words < PIECE_WORDS / 2) {
    before.text += ` ${rest.text}`;
    pieces.pop();
  }
  return pieces.map((piece) => piece.text);
}
