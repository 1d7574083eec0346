import { baseLanguage } from "@/server/ai/text/base-language";
import { type Clause, clausesOf, counterpart, shared } from "./clauses";
import { asQuestion, type Finding, findingIn, type GatedSentence, type GateInput, withoutCredit } from "./gate";
import { type Negators, negatorsOf, withoutAffirming } from "./negators";

/** So much of a denied clause must come back for its missing "not" to be more than another wording. */
const SAME_STATEMENT = 0.6;
/** Languages whose "not" may stand behind what it denies. */
const NOT_BEHIND: ReadonlySet<string> = new Set(["de", "nl"]);

/** What the source denies is not affirmed, and what it affirms not denied. */
export function gateNegation(sentence: GatedSentence, { language }: GateInput): Finding[] {
  const negators = negatorsOf(language);
  if (negators === null || sentence.kind === "call_to_action") return [];
  const reader: Reader = { negators, language };
  const passages = sentence.cited.map((text) => clausesOf(text, language));
  const evidence = passages.flat();
  const deniedThere = new Set(evidence.flatMap((clause) => [...deniedStems(clause, reader)]));
  const saidThere = new Set(evidence.flatMap((clause) => [...affirmedStems(clause, reader)]));
  return clausesOf(withoutCredit(sentence), language).flatMap((clause) => {
    const say = (message: string, span: { start: number; end: number } = clause) => [
      asQuestion(findingIn(sentence, span, message)),
    ];
    const other = counterpart(clause, evidence);
    const denied = deniedStems(clause, reader);
    if (isDenied(clause, reader)) {
      if ([...denied].some((stem) => deniedThere.has(stem))) return [];
      const doubts = (one: Clause) => isDenied(one, reader) || softly(one, clause, reader);
      if (!evidence.some(doubts)) return say("This denies something; the passages cited deny nothing.");
      const elsewhere = passages.some((clauses) => other !== null && !clauses.includes(other) && clauses.some(doubts));
      const anyDenied = evidence.some((one) => isDenied(one, reader));
      const contradicts = other !== null && !doubts(other) && !elsewhere && !anyDenied;
      return contradicts ? say(`This says “not” where the source says: “${other.text.trim()}”`) : [];
    }
    if (softly(clause, other, reader) || widely(clause, reader)) return [];
    const affirmed = clause.terms.find(({ stem }) => deniedThere.has(stem) && !saidThere.has(stem));
    if (affirmed !== undefined) return say(`The source denies “${affirmed.word}”.`, affirmed);
    if (other === null || !isDenied(other, reader)) return [];
    const content = new Set(other.terms.filter(({ word }) => !negators.hard.test(word)).map(({ stem }) => stem));
    const lost = shared(clause, other).size / Math.max(1, content.size) >= SAME_STATEMENT;
    return lost ? say(`The source says “not” here: “${other.text.trim()}”`) : [];
  });
}

/** A language without a list of negators. */
export function uncheckedNegation({ language }: GateInput): Finding[] {
  if (negatorsOf(language) !== null) return [];
  const message = "Whether something is denied is not checked in this language.";
  return [{ state: "not_checked", part: null, sentence: null, span: null, message }];
}

type Reader = { negators: Negators; language: string };

const isDenied = ({ text }: Clause, { negators, language }: Reader): boolean =>
  negators.hard.test(withoutAffirming(text, language));

/** Whether a clause denies in its meaning; words the other one has too, in any form, deny nothing of it. */
const softly = (clause: Clause, other: Clause | null, { negators }: Reader): boolean =>
  clause.words.some(
    (word) => negators.soft.test(word) && other?.words.some((own) => own.startsWith(word.slice(0, 4))) !== true,
  );

const widely = (clause: Clause, { negators }: Reader): boolean => clause.words.some((word) => negators.wide.test(word));

/** Stems of what stands right behind a "not" (or right before it, where that is the rule). */
function deniedStems(clause: Clause, { negators, language }: Reader): Set<string> {
  const behind = NOT_BEHIND.has(baseLanguage(language));
  const content = clause.terms.filter(({ word }) => !negators.hard.test(word));
  const stems = clause.words.flatMap((word, at) => {
    if (!negators.hard.test(word)) return [];
    const next = content.find((term) => term.at > at && term.at <= at + 3);
    const before = behind ? content.findLast((term) => term.at < at && term.at >= at - 1) : undefined;
    return [next?.stem, before?.stem].filter((stem) => stem !== undefined);
  });
  return new Set(isDenied(clause, { negators, language }) ? stems : []);
}

function affirmedStems(clause: Clause, reader: Reader): Set<string> {
  const denied = deniedStems(clause, reader);
  return new Set(clause.terms.map(({ stem }) => stem).filter((stem) => !denied.has(stem)));
}
