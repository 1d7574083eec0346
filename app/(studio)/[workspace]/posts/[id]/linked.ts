import type { RenditionView } from "@/server/posts/input";
import type { DraftSnapshot } from "./draft/rendition-draft";
import { carrySpans } from "./draft/spans";

type Citation = RenditionView["citations"][number];
/** A sentence where it stands now; `index` is its place in the saved version's citations. */
export type Sentence = Citation & { index: number; stale: boolean };
/** What a person points at: a sentence, or a passage of the source. */
export type Pointed = { kind: "sentence"; index: number } | { kind: "passage"; id: string } | null;

/** The sentences of every part on screen, by the part's key. */
export function sentencesOf({ draft, base }: Pick<DraftSnapshot, "draft" | "base">): Map<string, Sentence[]> {
  const cited = base.view.citations.map((citation, index) => ({ ...citation, index }));
  return new Map(
    draft.parts.map(({ key, text }) => {
      const at = base.keys.indexOf(key);
      return [
        key,
        carrySpans(
          cited.filter(({ part }) => part === at),
          base.texts[at] ?? "",
          text,
        ),
      ];
    }),
  );
}

/** Whether a sentence lights up: it is pointed at, or comes from the passage that is. */
export const isLit = (sentence: Sentence, pointed: Pointed): boolean =>
  pointed?.kind === "sentence" ? pointed.index === sentence.index : sentence.passageIds.includes(pointed?.id ?? "");

/** The passages that light up. */
export function litPassages(citations: readonly Citation[], pointed: Pointed): readonly string[] {
  if (pointed === null) return [];
  return pointed.kind === "passage" ? [pointed.id] : (citations[pointed.index]?.passageIds ?? []);
}

type Place = { heading: string | null; anchor: { page: number | null; paragraph: number } };

/** "Paragraph 4 · What it cost", "Page 2, paragraph 4": where a passage stands; a heading that is the title says nothing. */
export function placeOf({ heading, anchor: { page, paragraph } }: Place, title: string | undefined): string {
  const place = page === null ? `Paragraph ${paragraph}` : `Page ${page}, paragraph ${paragraph}`;
  return heading && heading !== title ? `${place} · ${heading}` : place;
}

/** What is known about where a sentence comes from, in plain words. */
export function originOf({ state, stale, passageIds, kind }: Sentence, signedBy: string | null): string {
  if (stale) return "Changed just now. Checked again when it is saved.";
  if (state === "signed") return `${signedBy ?? "A person"} answers for this sentence.`;
  if (state === "unsourced") return "Nothing in the source backs this as it stands.";
  if (passageIds.length === 0)
    return kind === "call_to_action" ? "An invitation; it needs no source." : "Says nothing that needs a source.";
  return state === "edited" ? "Edited by a person and checked against the source." : "From the source.";
}
