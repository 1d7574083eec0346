import type { Check, Citation } from "@/db/schema/posts";
import type { AssembledPart, PlacedSentence } from "@/server/repurposing/formats/format";
import {
  GATE_VERSION,
  type GateInput,
  type GateName,
  type GateResult,
  isHardFailure,
} from "@/server/repurposing/gates/gate";
import { runGates } from "@/server/repurposing/gates/run-gates";

/** A sentence with what is known of it from before: nothing when a model has just written it. */
export type JudgedSentence = PlacedSentence & { before?: Pick<Citation, "state" | "signature"> };
export type JudgedPart = Omit<AssembledPart, "sentences"> & { sentences: JudgedSentence[] };
export type Judgement = { citations: Citation[]; checks: Check[]; results: GateResult[] };

type Input = Omit<GateInput, "parts"> & {
  parts: JudgedPart[];
  /** What an unsigned sentence that the gates let through is: as written by a model, or as changed by a person. */
  passed: "supported" | "edited";
  /** The text is in another language than its passages: what compares words can tell nothing. */
  translated?: boolean;
  /** Written from a prompt alone: that nothing could be traced is said. */
  sourceless?: boolean;
};

/**
 * Runs the gates over a text and says of each sentence what holds it up. A signed sentence stays signed, and answered for,
 * as long as the gates judge as they did then.
 */
export function judge({ passed, translated = false, sourceless = false, ...input }: Input): Judgement {
  const results = translated ? acrossLanguages(runGates(input)) : runGates(input);
  const traced = input.passages.size > 0;
  const citations = input.parts.flatMap((part, at) =>
    part.sentences.map((sentence, number): Citation => {
      const { start, end, text, passageIds, kind } = sentence;
      const place = { part: at, start, end, text, passageIds, kind };
      const signature = sentence.before?.signature;
      if (signature?.gateVersion === GATE_VERSION) return { ...place, state: "signed", signature };
      const fails = results.some((result) => traces(result) && touches(result, { part: at, number, start, end }));
      if (fails) return { ...place, state: "unsourced" };
      const kept = sentence.before?.state;
      return { ...place, state: kept === "supported" || kept === "edited" ? kept : passed };
    }),
  );
  const checks = results
    .filter((result) => traced || sourceless || result.state !== "not_checked")
    .map((result) => toCheck(result, citations));
  return { citations: traced ? citations : [], checks, results };
}

const COMPARES_WORDS: ReadonlySet<GateName> = new Set(["names", "negation", "roles", "directions"]);

/** Of a translation: quotations, figures, addresses and what is cited stand in both languages; the rest is for a person. */
function acrossLanguages(results: readonly GateResult[]): GateResult[] {
  const comparable = results.filter(
    ({ gate, state }) => !COMPARES_WORDS.has(gate) && !(gate === "citations" && state === "needs_person"),
  );
  const message = "This is a translation; only a person who reads both languages can tell.";
  const unchecked = [...COMPARES_WORDS].map(
    (gate): GateResult => ({ gate, state: "not_checked", part: null, sentence: null, span: null, message }),
  );
  return [...comparable, ...unchecked];
}

/** The network's limits hold for parts, and no person can sign them away. */
const traces = (result: GateResult): boolean => result.gate !== "network" && isHardFailure(result);

type Place = { part: number; number: number; start: number; end: number };

function touches(result: GateResult, place: Place): boolean {
  if (result.part !== place.part) return false;
  if (result.sentence !== null) return result.sentence === place.number;
  return result.span !== null && result.span.start < place.end && place.start < result.span.end;
}

function toCheck(result: GateResult, citations: readonly Citation[]): Check {
  const { gate, state, part, sentence, message } = result;
  const touched = citations.filter((citation) => {
    const number = citations.filter(({ part: other }) => other === citation.part).indexOf(citation);
    return touches(result, { ...citation, number });
  });
  const hard = isHardFailure(result);
  if (hard && traces(result) && touched.length > 0 && touched.every((citation) => citation.state === "signed"))
    return { gate, state: "pass", hard: false, part, sentence, message: `A person answers for this: ${message}` };
  const { span, suggestion } = result;
  const fix = part !== null && span !== null && suggestion !== undefined ? { fix: { ...span, to: suggestion } } : {};
  return { gate, state, hard, part, sentence, message, ...fix };
}
