import { quotedSpans } from "@/server/ai/text/quoted-spans";
import { isUnspaced } from "@/server/ai/text/words";
import type { Finding, GateInput } from "./gate";

/** A phrase found in a draft: where, and in which sentence. */
type Place = Pick<Finding, "part" | "sentence"> & { span: { start: number; end: number }; found: string };

/** Every place of a draft, title included, where a pattern is found. */
export function placesOf({ title, parts }: GateInput, pattern: RegExp, { inQuotes = true } = {}): Place[] {
  const texts = [{ part: null, text: title ?? "" }, ...parts.map(({ text }, part) => ({ part, text }))];
  return texts.flatMap(({ part, text }) =>
    [...text.matchAll(pattern)].flatMap((match): Place[] => {
      const span = { start: match.index, end: match.index + match[0].length };
      if (!inQuotes && quotedSpans(text).some(({ start, end }) => start <= span.start && span.end <= end)) return [];
      const sentences = part === null ? [] : (parts[part]?.sentences ?? []);
      const sentence = sentences.findIndex(({ start, end }) => start <= span.start && span.start < end);
      return [{ part, sentence: sentence < 0 ? null : sentence, span, found: match[0] }];
    }),
  );
}

/** A phrase as a pattern: in any case, as whole words, with any apostrophe and any space. */
export function phrasePattern(phrase: string): RegExp {
  const source = phrase
    .replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&")
    .replace(/['’]/gu, "['’]")
    .replace(/\s+/gu, "\\s+");
  return isUnspaced(phrase)
    ? new RegExp(source, "giu")
    : new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, "giu");
}
