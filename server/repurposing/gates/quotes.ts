import { normaliseForQuote, quotedSpans } from "@/server/ai/text/quoted-spans";
import { wordsOf } from "@/server/ai/text/words";
import { type Finding, findingIn, type GatedSentence, type GateInput } from "./gate";

/** Fewer words in quotation marks are a term, not a quotation. */
const QUOTATION_WORDS = 4;
const OMISSION = /\s*(?:\[[^\]]*\]|\(…\)|\(\.\.\.\)|…|\.\.\.)\s*/gu;

/** Quotations of four words and more stand in a cited passage, word for word; omissions are marked by … or brackets. */
export function gateQuotes(sentence: GatedSentence, { language, passages }: GateInput): Finding[] {
  const cited = comparable(sentence.cited.join(" "));
  return quotedSpans(sentence.text).flatMap((span) => {
    const quotation = sentence.text.slice(span.start, span.end);
    if (wordsOf(quotation, language).length < QUOTATION_WORDS) return [];
    const pieces = quotation
      .split(OMISSION)
      .map(comparable)
      .filter((piece) => piece !== "");
    if (standsIn(pieces, cited)) return [];
    const elsewhere = standsIn(pieces, comparable([...passages.values()].join(" ")));
    return [
      findingIn(
        sentence,
        span,
        elsewhere
          ? "This quotation is in the source, but not in the passages cited here."
          : "These words do not stand in the source like this. Quote exactly or drop the quotation marks.",
        elsewhere ? undefined : closest(quotation, sentence.cited, language),
      ),
    ];
  });
}

/** Below this share of common words a passage is not what was meant. */
const MEANT = 0.7;

/** The stretch of a cited passage a garbled quotation was probably taken from, as it stands there. */
function closest(quotation: string, cited: readonly string[], language: string): string | undefined {
  const wanted = wordsOf(quotation, language).map((word) => word.text);
  let best: { share: number; text: string } = { share: MEANT, text: "" };
  for (const passage of cited) {
    const words = wordsOf(passage, language);
    for (const length of [wanted.length, wanted.length - 1, wanted.length + 1]) {
      for (let from = 0; from + length <= words.length; from += 1) {
        const here = words.slice(from, from + length);
        const left = here.map((word) => word.text);
        const common = wanted.filter((word) => left.includes(word) && left.splice(left.indexOf(word), 1).length > 0);
        const share = common.length / Math.max(wanted.length, length);
        const [first, last] = [here[0], here.at(-1)];
        if (share > best.share && first !== undefined && last !== undefined)
          best = { share, text: passage.slice(first.start, last.end) };
      }
    }
  }
  const end = /[.,!?…]$/u.exec(quotation)?.[0] ?? "";
  return best.text === "" ? undefined : best.text + end;
}

/** Spaces left out: sources are broken into passages, and scripts differ. */
function comparable(text: string): string {
  return normaliseForQuote(text)
    .replace(/[\s\u00ad\u200b-\u200d\ufeff]+/gu, "")
    .replace(/^[\p{P}]+|[\p{P}]+$/gu, "");
}

function standsIn(pieces: readonly string[], text: string): boolean {
  let from = 0;
  return pieces.every((piece) => {
    const at = text.indexOf(piece, from);
    from = at + piece.length;
    return at >= 0;
  });
}
