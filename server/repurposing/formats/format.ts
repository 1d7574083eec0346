import type { DraftShape } from "@/server/ai/model";
import { gapAfter } from "@/server/ai/text/sentences";
import { countBytes } from "@/server/networks/count-text";
import { measureText, type NetworkId, type NetworkRules, RULES } from "@/server/networks/rules";
import type { Draft, FormatId, SentenceKind } from "@/server/repurposing/input";

/** One sentence in a part's text; `start` and `end` are UTF-16 offsets, `text` is what stands between them. */
export type PlacedSentence = { start: number; end: number; text: string; passageIds: string[]; kind: SentenceKind };
/** A part as it goes out, and where its sentences are. Hashtags stand outside every sentence. */
export type AssembledPart = { text: string; sentences: PlacedSentence[] };
export type Assembled = { title: string | null; parts: AssembledPart[] };

/** One format: its shape as data, what a language model is told, and how a draft becomes text. */
export type Format = {
  id: FormatId;
  networkId: NetworkId;
  shape: Pick<DraftShape, "minParts" | "maxParts" | "target" | "maxHashtags" | "hasTitle" | "withLink">;
  instruction: string;
  assemble: (draft: Draft) => Assembled;
};

/** The shape a model is asked for: the format's own wishes within the network's limits. */
export function draftShape(format: Format, rules: NetworkRules = RULES[format.networkId]): DraftShape {
  const { limit, maxBytes } = rules.text;
  return {
    ...format.shape,
    format: format.id,
    networkName: rules.name,
    maxParts: Math.min(format.shape.maxParts, rules.maxParts),
    limit,
    target: Math.min(format.shape.target, limit),
    measure: (text) =>
      Math.max(measureText(text, rules), maxBytes === null ? 0 : Math.ceil((countBytes(text) / maxBytes) * limit)),
  };
}

/** How a format lays out sentences that bring no line breaks of their own. */
type Layout = {
  /** A blank line after the first sentence. */
  hookLine: boolean;
  /** Sentences per paragraph where the draft marks none; Infinity keeps a part in one paragraph. */
  perParagraph: number;
};

/** Lays a draft out as text; hashtags close the last part. */
export function assembleDraft(draft: Draft, layout: Layout): Assembled {
  const parts = draft.parts.map((part) => layOut(part.sentences, layout));
  const last = parts.at(-1);
  const tags = draft.hashtags.map(asHashtag).filter((tag) => tag !== "#");
  if (last !== undefined && tags.length > 0) last.text += `${last.text === "" ? "" : "\n\n"}${tags.join(" ")}`;
  return { title: draft.title?.trim() || null, parts };
}

function asHashtag(tag: string): string {
  return `#${tag.replace(/^#+/u, "").replace(/[^\p{L}\p{M}\p{N}_]/gu, "")}`;
}

function layOut(sentences: Draft["parts"][number]["sentences"], layout: Layout): AssembledPart {
  const marked = sentences.some((sentence) => /^\s*\n/u.test(sentence.text) && sentence.kind !== "call_to_action");
  const placed: PlacedSentence[] = [];
  let text = "";
  let inParagraph = 0;
  for (const sentence of sentences) {
    const bare = sentence.text.trim();
    if (bare === "") continue;
    const first = text === "";
    const gap = first ? "" : gapBefore(sentence, { text, marked, inParagraph, placed: placed.length, layout });
    inParagraph = gap.includes("\n") ? 1 : inParagraph + 1;
    const start = text.length + gap.length;
    text += gap + bare;
    placed.push({ start, end: text.length, text: bare, passageIds: [...sentence.passageIds], kind: sentence.kind });
  }
  return { text, sentences: placed };
}

type SoFar = { text: string; marked: boolean; inParagraph: number; placed: number; layout: Layout };

function gapBefore({ text, kind }: { text: string; kind: SentenceKind }, soFar: SoFar): string {
  const breaks = /^[^\S\n]*(\n+)/u.exec(text)?.[1]?.length ?? 0;
  if (breaks > 0) return breaks === 1 ? "\n" : "\n\n";
  const { layout } = soFar;
  if (layout.hookLine && (soFar.placed === 1 || kind === "call_to_action")) return "\n\n";
  if (!soFar.marked && soFar.inParagraph >= layout.perParagraph) return "\n\n";
  return gapAfter(soFar.text);
}
