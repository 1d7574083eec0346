import { diffArrays } from "diff";

/** A stretch of a proposal: words that stay, or words that give way to others (either side may be empty). */
export type Stretch = { kind: "same"; text: string } | { kind: "change"; removed: string; added: string };

/** What a proposal changes, word by word in any script; the stretches joined are either text. */
export function stretchesOf(before: string, after: string, language: string): Stretch[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  const words = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);
  const stretches: Stretch[] = [];
  for (const { value, added, removed } of diffArrays(words(before), words(after))) {
    const text = value.join("");
    const last = stretches.at(-1);
    if (!added && !removed) {
      // A lone blank between two changes would make two of one.
      if (last?.kind === "change" && text.trim() === "" && !text.includes("\n"))
        stretches[stretches.length - 1] = { kind: "change", removed: last.removed + text, added: last.added + text };
      else stretches.push({ kind: "same", text });
    } else if (last?.kind === "change") {
      const more = { removed: last.removed + (removed ? text : ""), added: last.added + (added ? text : "") };
      stretches[stretches.length - 1] = { kind: "change", ...more };
    } else stretches.push({ kind: "change", removed: removed ? text : "", added: added ? text : "" });
  }
  return stretches;
}

/** The text with every change taken over but those at the rejected places. */
export const chosenText = (stretches: readonly Stretch[], rejected: ReadonlySet<number>): string =>
  stretches.map((one, at) => (one.kind === "same" ? one.text : rejected.has(at) ? one.removed : one.added)).join("");
