import type { Voice } from "@/server/ai/model";
import type { NetworkRules } from "@/server/networks/rules";
import type { AssembledPart, PlacedSentence } from "@/server/repurposing/formats/format";
import type { GateWishes } from "./wishes";

/** Raised when a gate judges differently than before: a person's signature binds to it. */
export const GATE_VERSION = 2;

export type GateName =
  | "network"
  | "citations"
  | "quotes"
  | "figures"
  | "links"
  | "names"
  | "negation"
  | "roles"
  | "directions"
  | "copied_run"
  | "redundancy"
  | "banned_phrases"
  | "slop"
  | "reading_level"
  | "accessibility"
  | "wishes";

/**
 * What one gate says. fix: the text is wrong as it stands · needs_person: only a person can tell · not_checked: we lack the
 * means. `span` is in UTF-16 units of the part's text (of the title where `part` is null), end exclusive.
 */
export type GateResult = {
  gate: GateName;
  state: "pass" | "fix" | "needs_person" | "not_checked";
  part: number | null;
  sentence: number | null;
  span: { start: number; end: number } | null;
  message: string;
  /** What to put in place of the span to mend it, where that is plain; "" takes it out. */
  suggestion?: string;
};

/** A draft as text, and all it may rely on. A post without a source has no passages: then only the gates that trace nothing apply. */
export type GateInput = {
  language: string;
  rules: NetworkRules;
  title: string | null;
  parts: (AssembledPart & { media?: readonly { alt: string }[] })[];
  /** Id → text, in the order of the source. */
  passages: ReadonlyMap<string, string>;
  voice: (Pick<Voice, "bannedPhrases"> & { readingLevel?: ReadingLevel | null }) | null;
  /** What a credit or closing line may name besides the passages. */
  source?: { title: string; author: string | null; url: string | null };
  /** The other posts of the same job, as text. */
  siblings?: readonly { name: string; text: string }[];
  /** What the person asked for under "Fine-tune", and how the network counts. */
  wishes?: GateWishes;
  measure?: (text: string) => number;
};

/** How hard a brand's texts may be to read: for everybody, for interested adults, for people of the trade. */
export type ReadingLevel = "plain" | "general" | "expert";

/** What a gate found wrong. */
export type Finding = Omit<GateResult, "gate">;

/** One sentence in its place, with the text it cites. */
export type GatedSentence = PlacedSentence & { part: number; sentence: number; cited: string[] };

/** What makes a text false or refused; style is the brand's own wish, and soft. */
const HARD: ReadonlySet<GateName> = new Set([
  "network",
  "citations",
  "quotes",
  "figures",
  "links",
  "names",
  "negation",
  "roles",
  "directions",
  "copied_run",
]);

/** Whether a result forbids scheduling until it is fixed or a person signs the sentence. */
export function isHardFailure(result: GateResult): boolean {
  return HARD.has(result.gate) && (result.state === "fix" || result.state === "needs_person");
}

/** Every sentence of a draft with the passages it cites, in source order. */
export function gatedSentences({ parts, passages }: GateInput): GatedSentence[] {
  return parts.flatMap((part, at) =>
    part.sentences.map((sentence, number) => {
      const ids = new Set(sentence.passageIds);
      const cited = [...passages].filter(([id]) => ids.has(id)).map(([, text]) => text);
      return { ...sentence, part: at, sentence: number, cited };
    }),
  );
}

/** A finding at a place inside a sentence; `start` and `end` count from the sentence's own start. */
export function findingIn(
  sentence: GatedSentence,
  at: { start: number; end: number } | null,
  message: string,
  suggestion?: string,
): Finding {
  const span = at ?? { start: 0, end: sentence.text.length };
  return {
    state: "fix",
    part: sentence.part,
    sentence: sentence.sentence,
    span: { start: sentence.start + span.start, end: sentence.start + span.end },
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** The same finding as a question only a person can answer. */
export function asQuestion(finding: Finding): Finding {
  return { ...finding, state: "needs_person" };
}

/** In a quotation, a hook or a closing line the source may be named as it is called. */
export function mayNameSource({ kind }: Pick<PlacedSentence, "kind">): boolean {
  return kind !== "claim";
}

/** What a sentence says itself, without the credit behind a quotation: "… — Ada Moss". */
export function withoutCredit({ kind, text }: Pick<PlacedSentence, "kind" | "text">): string {
  const at = kind === "quote" || kind === "hook" ? text.search(/(?<=["”“»」])\s+—\s/u) : -1;
  return at < 0 ? text : text.slice(0, at);
}

/** The title, author and address of the source as one text. */
export function sourceNames({ source }: GateInput): string {
  return [source?.title ?? "", source?.author ?? "", source?.url ?? ""].join("\n");
}
