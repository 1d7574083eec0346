import { gateAccessibility } from "./accessibility";
import { gateBannedPhrases } from "./banned-phrases";
import { gateCitations, gateLooseText } from "./citations";
import { gateCopiedRun } from "./copied-run";
import { gateDirections, uncheckedDirections } from "./directions";
import { gateFigures, gateTitleFigures, uncheckedFigures } from "./figures";
import {
  type Finding,
  type GatedSentence,
  type GateInput,
  type GateName,
  type GateResult,
  gatedSentences,
} from "./gate";
import { gateLinks } from "./links";
import { gateNames, uncheckedNames } from "./names";
import { gateNegation, uncheckedNegation } from "./negation";
import { gateNetworkRules } from "./network-rules";
import { gateQuotes } from "./quotes";
import { gateReadingLevel } from "./reading-level";
import { gateRedundancy } from "./redundancy";
import { gateRoles, uncheckedRoles } from "./roles";
import { gateSlop, uncheckedSlop } from "./slop";
import { gateWishes } from "./wishes";

type Gate = {
  name: GateName;
  /** Needs a source to hold the text against. */
  traces: boolean;
  whole?: (input: GateInput) => Finding[];
  each?: (sentence: GatedSentence, input: GateInput) => Finding[];
};

const GATES: readonly Gate[] = [
  { name: "network", traces: false, whole: gateNetworkRules },
  { name: "citations", traces: true, whole: gateLooseText, each: gateCitations },
  { name: "quotes", traces: true, each: gateQuotes },
  {
    name: "figures",
    traces: true,
    whole: (input) => [...gateTitleFigures(input), ...uncheckedFigures(input)],
    each: gateFigures,
  },
  { name: "links", traces: true, each: gateLinks },
  { name: "names", traces: true, whole: uncheckedNames, each: gateNames },
  { name: "negation", traces: true, whole: uncheckedNegation, each: gateNegation },
  { name: "roles", traces: true, whole: uncheckedRoles, each: gateRoles },
  { name: "directions", traces: true, whole: uncheckedDirections, each: gateDirections },
  { name: "copied_run", traces: true, whole: gateCopiedRun },
  { name: "redundancy", traces: false, whole: gateRedundancy },
  { name: "banned_phrases", traces: false, whole: gateBannedPhrases },
  { name: "slop", traces: false, whole: (input) => [...gateSlop(input), ...uncheckedSlop(input)] },
  { name: "reading_level", traces: false, whole: gateReadingLevel },
  { name: "accessibility", traces: false, whole: gateAccessibility },
  { name: "wishes", traces: false, whole: gateWishes },
];

/** Holds a draft against its source, its network and its brand: what is wrong, what could not be looked at, and one "pass" for each gate that looked at everything and found nothing. */
export function runGates(input: GateInput): GateResult[] {
  const sentences = gatedSentences(input);
  return GATES.flatMap((gate) => results(gate, input, { sentences, keep: () => true }));
}

/** The same for one sentence after it was edited; `input` holds the edited draft. */
export function gateSentence(input: GateInput, place: { part: number; sentence: number }): GateResult[] {
  const sentences = gatedSentences(input).filter(
    ({ part, sentence }) => part === place.part && sentence === place.sentence,
  );
  const [edited] = sentences;
  const touches = (found: Finding) =>
    found.part === place.part &&
    (found.sentence === null ||
      found.sentence === place.sentence ||
      (found.span !== null && edited !== undefined && found.span.start < edited.end && edited.start < found.span.end));
  const keep = (found: Finding) => found.state === "not_checked" || touches(found);
  return GATES.flatMap((gate) => results(gate, input, { sentences, keep, place }));
}

type Scope = {
  sentences: GatedSentence[];
  keep: (found: Finding) => boolean;
  place?: { part: number; sentence: number };
};

function results({ name, traces, whole, each }: Gate, input: GateInput, scope: Scope): GateResult[] {
  const where = { part: scope.place?.part ?? null, sentence: scope.place?.sentence ?? null, span: null };
  if (traces && input.passages.size === 0) {
    return [{ gate: name, state: "not_checked", ...where, message: "This post has no source." }];
  }
  const found = [
    ...(whole?.(input) ?? []),
    ...(each === undefined ? [] : scope.sentences.flatMap((sentence) => each(sentence, input))),
  ].filter(scope.keep);
  const all = found.map((finding) => ({ gate: name, ...finding }));
  return all.length > 0 ? all : [{ gate: name, state: "pass", ...where, message: PASSED[name] }];
}

const PASSED: Readonly<Record<GateName, string>> = {
  network: "Within the network's limits.",
  citations: "Every sentence says where it comes from.",
  quotes: "Quotations are exact.",
  figures: "Every figure stands in the source.",
  links: "Addresses and handles come from the source.",
  names: "Everybody and everything named stands in the source.",
  negation: "Nothing is denied or affirmed against the source.",
  roles: "Who did what to whom is as in the source.",
  directions: "Up is up and before is before, as in the source.",
  copied_run: "Nothing long is copied without quotation marks.",
  redundancy: "Does not repeat the job's other posts.",
  banned_phrases: "No phrase the brand avoids.",
  slop: "No machine-made phrase.",
  reading_level: "No harder to read than the brand wants.",
  accessibility: "Can be read by everybody.",
  wishes: "As you asked for it.",
};
