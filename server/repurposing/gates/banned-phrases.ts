import type { Finding, GateInput } from "./gate";
import { phrasePattern, placesOf } from "./places";

/** Words and phrases the brand does not use, in any case, as whole words. */
export function gateBannedPhrases(input: GateInput): Finding[] {
  const phrases = (input.voice?.bannedPhrases ?? []).map((phrase) => phrase.trim()).filter((phrase) => phrase !== "");
  return phrases.flatMap((phrase) =>
    placesOf(input, phrasePattern(phrase)).map(({ found: _, ...place }): Finding => {
      return { ...place, state: "fix", message: `The brand does not say “${phrase}”.` };
    }),
  );
}
