import type { DraftShape, SlideShape } from "@/server/ai/model";
import { gapAfter } from "@/server/ai/text/sentences";
import { countBytes } from "@/server/networks/count-text";
import { measureText, type NetworkId, type NetworkRules, RULES } from "@/server/networks/rules";
import type { Draft, FormatId, SentenceKind } from "@/server/repurposing/input";

/** One sentence in a part's text; `start` and `end` are UTF-16 offsets, `text` is what stands between them. */
export type PlacedSentence = { start: number; end: number; text: string; passageIds: string[]; kind: SentenceKind };
/** A part as it goes out, and where its sentences are. Hashtags stand outside every sentence. With a `role` it does not go out: it is shown or spoken. */
export type AssembledPart = { text: string; sentences: PlacedSentence[]; role?: SlideShape["role"] };
/** The parts, then the slides. */
export type Assembled = { title: string | null; parts: AssembledPart[] };

/** One format: its shape as data, what a language model is told, and how a draft becomes text. */
export type Format = {
  id: FormatId;
  /** What a person reads, e.g. "X thread". */
  name: string;
  networkId: NetworkId;
  /** Chosen at first where a person brings a piece. */
  usual?: true;
  shape: Pick<DraftShape, "minParts" | "maxParts" | "target" | "maxHashtags" | "hasTitle" | "withLink" | "slides">;
  instruction: string;
  assemble: (draft: Draft) => Assembled;
};

/** A format from its data: the layout says how a draft becomes text. */
export function defineFormat({ layout, ...format }: Omit<Format, "assemble"> & { layout: Layout }): Format {
  const role = format.shape.slides?.role;
  return {
    ...format,
    assemble: (draft) => assembleDraft(draft, { ...layout, ...(role === undefined ? {} : { role }) }),
  };
}

/** The shape a model is asked for: the format's own wishes within the network's limits. */
export function draftShape(format: Format, rules: NetworkRules = RULES[format.networkId]): DraftShape {
  const { limit, maxBytes } = rules.text;
  return {
    ...format.shape,
    format: format.id,
    networkName: rules.name,
    maxParts: Math.min(format.shape.maxParts, rules.maxParts),
    limit,
    ...(format.shape.hasTitle && rules.titleLimit !== null ? { titleLimit: rules.titleLimit } : {}),
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
  /** What the draft's slides are; without it they are left out. */
  role?: SlideShape["role"];
};

/** Lays a draft out as text; hashtags close the last part, slides stand behind it. */
export function assembleDraft(draft: Draft, layout: Layout): Assembled {
  const parts = draft.parts.map((part) => layOut(part.sentences, layout));
  const last = parts.at(-1);
  const tags = draft.hashtags.map(asHashtag).filter((tag) => tag !== "#");
  if (last !== undefined && tags.length > 0) last.text += `${last.text === "" ? "" : "\n\n"}${tags.join(" ")}`;
  const { role } = layout;
  const slides =
    role === undefined ? [] : (draft.slides ?? []).map(({ sentences }) => ({ ...layOut(sentences, BARE), role }));
  return { title: draft.title?.trim() || null, parts: [...parts, ...slides] };
}

const BARE: Layout = { hookLine: false, perParagraph: Number.POSITIVE_INFINITY };

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
