import { clausesOf } from "./clauses";
import { asQuestion, type Finding, findingIn, type GatedSentence, type GateInput } from "./gate";

const MOST = 3;
/** A sentence with this many content words and none of them in what it cites speaks of something else. */
const ENOUGH_WORDS = 4;
const HASHTAGS_ONLY = /^(?:\s|#[\p{L}\p{M}\p{N}_]+)*$/u;

/** Every sentence but a call to action cites one to three passages; they exist and speak of the same. */
export function gateCitations(sentence: GatedSentence, { passages, language }: GateInput): Finding[] {
  const findings: Finding[] = [];
  const missing = sentence.passageIds.filter((id) => !passages.has(id));
  if (missing.length > 0) {
    findings.push(findingIn(sentence, null, `It cites ${missing.join(", ")}, which the source does not have.`));
  }
  if (sentence.kind !== "call_to_action" && sentence.passageIds.length === 0) {
    findings.push(findingIn(sentence, null, "Nothing in the source is cited for this sentence."));
  }
  if (sentence.passageIds.length > MOST) {
    findings.push(findingIn(sentence, null, `It cites ${sentence.passageIds.length} passages; ${MOST} are the most.`));
  }
  if (findings.length === 0 && sentence.cited.length > 0 && speaksOfElse(sentence, language)) {
    findings.push(asQuestion(findingIn(sentence, null, "No word of this stands in the passages it cites.")));
  }
  return findings;
}

function speaksOfElse({ text, kind, cited }: GatedSentence, language: string): boolean {
  if (kind === "call_to_action") return false;
  const own = clausesOf(text, language).flatMap(({ terms }) => terms);
  const theirs = clausesOf(cited.join(" "), language).flatMap(({ terms }) => terms);
  const [words, stems] = [theirs.map(({ word }) => word.slice(0, 5)), new Set(theirs.map(({ stem }) => stem))];
  const common = own.some(({ stem, word }) => stems.has(stem) || words.some((other) => word.includes(other)));
  return own.length >= ENOUGH_WORDS && !common;
}

/** Text of a part that belongs to no sentence is hashtags, or nobody knows where it comes from. */
export function gateLooseText({ parts }: GateInput): Finding[] {
  return parts.flatMap((part, at) => {
    const findings: Finding[] = [];
    let from = 0;
    const ends = [
      ...part.sentences.toSorted((a, b) => a.start - b.start),
      { start: part.text.length, end: part.text.length },
    ];
    for (const { start, end } of ends) {
      if (!HASHTAGS_ONLY.test(part.text.slice(from, start))) {
        const message = "This text belongs to no sentence and cites nothing.";
        findings.push({ state: "fix", part: at, sentence: null, span: { start: from, end: start }, message });
      }
      from = Math.max(from, end);
    }
    return findings;
  });
}
