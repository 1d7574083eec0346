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
      ),
    ];
  });
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
