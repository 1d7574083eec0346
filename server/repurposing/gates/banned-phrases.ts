import { isUnspaced } from "@/server/ai/text/words";
import type { Finding, GateInput } from "./gate";

/** Words and phrases the brand does not use, in any case, as whole words. */
export function gateBannedPhrases({ title, parts, voice }: GateInput): Finding[] {
  const places = [{ part: null, text: title ?? "" }, ...parts.map(({ text }, part) => ({ part, text }))];
  const phrases = (voice?.bannedPhrases ?? []).map((phrase) => phrase.trim()).filter((phrase) => phrase !== "");
  return phrases.flatMap((phrase) => {
    const pattern = patternOf(phrase);
    return places.flatMap(({ part, text }) =>
      [...text.matchAll(pattern)].map((match): Finding => {
        const start = match.index;
        const end = start + match[0].length;
        const sentence =
          part === null ? -1 : (parts[part]?.sentences.findIndex((one) => one.start <= start && start < one.end) ?? -1);
        const message = `The brand does not say “${phrase}”.`;
        return { state: "fix", part, sentence: sentence < 0 ? null : sentence, span: { start, end }, message };
      }),
    );
  });
}

function patternOf(phrase: string): RegExp {
  const source = phrase
    .replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&")
    .replace(/['’]/gu, "['’]")
    .replace(/\s+/gu, "\\s+");
  return isUnspaced(phrase)
    ? new RegExp(source, "giu")
    : new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, "giu");
}
