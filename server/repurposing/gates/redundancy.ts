import { wordsOf } from "@/server/ai/text/words";
import type { Finding, GateInput } from "./gate";

/** Two posts of one job share at most this much: three-word runs in common, of all they have. */
const MOST_SHARED = 0.3;

/** Posts of one job do not say the same in the same words. */
export function gateRedundancy({
  parts,
  siblings = [],
  language,
}: Pick<GateInput, "parts" | "siblings" | "language">): Finding[] {
  const own = threeGrams(parts.map(({ text }) => text).join("\n"), language);
  return siblings.flatMap(({ name, text }): Finding[] => {
    const other = threeGrams(text, language);
    const common = [...own].filter((gram) => other.has(gram)).length;
    const share = common / Math.max(1, own.size + other.size - common);
    if (share <= MOST_SHARED) return [];
    const message = `${Math.round(share * 100)} % of this is also in the ${name}, word for word; ${MOST_SHARED * 100} % is the most.`;
    return [{ state: "fix", part: null, sentence: null, span: null, message }];
  });
}

function threeGrams(text: string, language: string): Set<string> {
  const words = wordsOf(text, language).map((word) => word.text);
  return new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`));
}
