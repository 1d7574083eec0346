import { RULES } from "@/server/networks/rules";
import { assembleDraft } from "@/server/repurposing/formats/format";
import type { SentenceKind } from "@/server/repurposing/input";
import { type GatedSentence, type GateInput, gatedSentences } from "./gate";

type Written = { text: string; cites?: string[]; kind?: SentenceKind };

/** A gate's input for a table test: one part of sentences that cite p1 unless said otherwise, over numbered passages. */
export function draftOf(sentences: Written[], passages: string[], changes: Partial<GateInput> = {}): GateInput {
  const written = sentences.map(({ text, cites = ["p1"], kind = "claim" }) => ({ text, passageIds: cites, kind }));
  const draft = { title: null, parts: [{ sentences: written }], hashtags: [] };
  return {
    language: "en",
    rules: RULES.linkedin,
    ...assembleDraft(draft, { hookLine: false, perParagraph: Number.POSITIVE_INFINITY }),
    passages: new Map(passages.map((text, at) => [`p${at + 1}`, text])),
    voice: null,
    ...changes,
  };
}

/** The first sentence of a draft in its place. */
export function firstOf(input: GateInput): GatedSentence {
  const [first] = gatedSentences(input);
  if (first === undefined) throw new Error("The draft has no sentence.");
  return first;
}
