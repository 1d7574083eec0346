import { measureText, type NetworkRules } from "@/server/networks/rules";
import { sentencesOf } from "@/server/sources/sentences";

/**
 * Cuts a text into as few parts as its network takes, between sentences; paragraphs stay together where they fit. A single
 * sentence that is too long stays whole, to be shortened by a person.
 */
export function splitText(text: string, rules: NetworkRules, language: string): string[] {
  const parts: string[] = [];
  for (const { gap, words } of piecesOf(text, language)) {
    const last = parts.at(-1);
    const joined = last === undefined ? words : last + gap + words;
    if (last !== undefined && measureText(joined, rules) <= rules.text.limit) parts[parts.length - 1] = joined;
    else parts.push(words);
  }
  return parts.length === 0 ? [""] : parts;
}

/** The sentences of a text, each with what stands between it and the one before. */
function piecesOf(text: string, language: string): { gap: string; words: string }[] {
  let end = 0;
  return [...text.matchAll(/[^\n]+/g)].flatMap((line) =>
    [...sentencesOf({ kind: "paragraph", text: line[0] }, language)].map((span) => {
      const start = line.index + span.start;
      const gap = text.slice(end, start);
      end = line.index + span.end;
      return { gap, words: text.slice(start, end) };
    }),
  );
}
