import { diffWordsWithSpace } from "diff";
import type { Citation } from "@/db/schema/posts";
import type { Fate } from "@/server/coverage/align-passages";
import type { ChangedSentence, PassageChange, WordChange } from "@/server/coverage/input";
import { proposeSentence } from "@/server/coverage/propose-sentence";

type Cited = Pick<Citation, "part" | "text" | "passageIds">;

/**
 * The sentences of a text whose passages are not as they were, each with what could be done. `sentence` is the place in
 * `citations`; passages without a fate are those of another source and left alone.
 */
export function sentenceChanges(
  citations: readonly Cited[],
  fates: ReadonlyMap<string, Fate>,
  language: string,
): ChangedSentence[] {
  return citations.flatMap(({ part, text, passageIds }, sentence) => {
    const cited = passageIds.flatMap((id) => fates.get(id) ?? []).filter(({ state }) => state !== "unaffected");
    if (cited.length === 0) return [];
    const passages = cited.map(({ state, was, now }): PassageChange => {
      const words = now === null || state === "moved" ? [] : wordChanges(was.text, now.text);
      return { state: state === "unaffected" ? "moved" : state, was: was.text, now: now?.text ?? null, words };
    });
    return [{ sentence, part, text, passages, ...whatToDo({ text, cited, language }) }];
  });
}

/** The words of two texts side by side. */
const wordChanges = (was: string, now: string): WordChange[] =>
  diffWordsWithSpace(was, now).map(({ value, added, removed }) => ({
    text: value,
    change: added ? "in" : removed ? "out" : "same",
  }));

type Case = { text: string; cited: Fate[]; language: string };

function whatToDo({ text, cited, language }: Case): Pick<ChangedSentence, "state" | "proposal" | "words" | "reason"> {
  const none = { proposal: null, words: [] };
  if (cited.some(({ state }) => state === "gone"))
    return { ...none, state: "gone", reason: "The source no longer says this. Rewrite the sentence or take it out." };
  const changed = cited.filter(({ state }) => state === "changed");
  if (changed.length === 0)
    return { ...none, state: "moved", reason: "The source says the same in another place. Nothing needs to change." };
  let now = text;
  for (const { was, now: passage } of changed) {
    const found = proposeSentence({ sentence: now, was: was.text, now: passage?.text ?? "", language });
    if (found.kind === "unclear")
      return {
        ...none,
        state: "changed",
        reason: "The source says it in other words now. Compare and edit it yourself.",
      };
    if (found.kind === "replace") now = found.text;
  }
  if (now === text)
    return { ...none, state: "changed", reason: "Only a number or name changed, and this sentence does not use it." };
  const reason = "The source has another number or name here now.";
  return { state: "changed", proposal: now, words: wordChanges(text, now), reason };
}
