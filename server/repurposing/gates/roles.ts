import { baseLanguage } from "@/server/ai/text/base-language";
import { type Anchor, exchanged, figureAnchors, nameAnchors } from "./bindings";
import { type Clause, statementsOf, type Term } from "./clauses";
import { asQuestion, type Finding, findingIn, type GatedSentence, type GateInput, withoutCredit } from "./gate";
import { nameWeight } from "./read-names";

/** How a language turns "A bought B" into "B was bought by A": the auxiliary, and the word before the one who does it. */
const PASSIVE: Readonly<Record<string, { auxiliary: RegExp; by: RegExp }>> = {
  en: { auxiliary: /^(?:was|were|is|are|been|be|being|got)$/u, by: /^by$/u },
  de: { auxiliary: /^(?:wurden?|wird|werden|worden)$/u, by: /^(?:von|vom|durch)$/u },
  fr: { auxiliary: /^(?:été|est|sont|fut|furent|était|étaient)$/u, by: /^par$/u },
  es: { auxiliary: /^(?:fue|fueron|es|son|sido|era|eran)$/u, by: /^por$/u },
  pt: { auxiliary: /^(?:foi|foram|é|são|sido|era|eram)$/u, by: /^(?:por|pel[oa]s?)$/u },
  it: {
    auxiliary: /^(?:fu|furono|è|sono|stat[oaie]|era|erano|venne|vennero)$/u,
    by: /^(?:da|dal|dallo|dalla|dai|dagli|dalle)$/u,
  },
  nl: { auxiliary: /^(?:werd|werden|wordt|worden)$/u, by: /^door$/u },
};
/** Words between a verb and who acts or is acted on. */
const REACH = 4;

/** Who did what to whom, and what is said of which figure, stays as it is in the source: "A sued B" is not "B sued A". */
export function gateRoles(sentence: GatedSentence, { language }: GateInput): Finding[] {
  const code = baseLanguage(language);
  if (PASSIVE[code] === undefined || sentence.kind === "call_to_action") return [];
  const own = withoutCredit(sentence);
  const cited = sentence.cited.join("\n");
  const isName = (name: Parameters<typeof nameWeight>[0]) => nameWeight(name, language) >= (code === "de" ? 2 : 1);
  const pair =
    exchanged(figureAnchors(own, language), figureAnchors(cited, language)) ??
    exchanged(nameAnchors(own, isName, language), nameAnchors(cited, isName, language));
  if (pair !== null) return [crossed(sentence, pair)];
  const evidence = sentence.cited.flatMap((text) => statementsOf(text, language));
  return statementsOf(own, language).flatMap((statement) => {
    const turns = evidence.map((other) => turned(statement, other, code)).filter((found) => found !== null);
    const [swap] = turns;
    if (swap === undefined) return [];
    const message = `The source has “${swap.second.word}” and “${swap.first.word}” the other way round here.`;
    return [asQuestion(findingIn(sentence, { start: swap.first.start, end: swap.second.end }, message))];
  });
}

/** A language whose passive we do not know. */
export function uncheckedRoles({ language }: GateInput): Finding[] {
  if (PASSIVE[baseLanguage(language)] !== undefined) return [];
  const message = "Who did what to whom is not checked in this language.";
  return [{ state: "not_checked", part: null, sentence: null, span: null, message }];
}

function crossed(sentence: GatedSentence, [one, other]: [Anchor, Anchor]): Finding {
  const message = `The source says of “${one.text}” what stands here of “${other.text}”, or the other way round.`;
  return asQuestion(findingIn(sentence, { start: one.start, end: other.end }, message));
}

type Turn = { first: Term; second: Term; pivot: Term };

/** Two words around a third that have changed sides, or kept them while the voice changed. */
function turned(mine: Clause, theirs: Clause, code: string): Turn | null {
  const [own, other] = [onlyOnce(mine), onlyOnce(theirs)];
  const common = [...own.values()].filter(({ stem }) => other.has(stem) && !/^\p{N}/u.test(stem));
  const place = ({ stem }: Term) => other.get(stem)?.at ?? Number.NaN;
  const isCapital = (term: Term) => /^\p{Lu}/u.test(mine.text.slice(term.start - mine.start));
  for (const [at, pivot] of common.entries()) {
    const [first, second] = [common[at - 1], common[at + 1]];
    if (first === undefined || second === undefined || isCapital(pivot)) continue;
    if (code === "de" && (!isCapital(first) || !isCapital(second) || isObject(mine, first))) continue;
    const near = [first, second].every(
      (term) => Math.abs(term.at - pivot.at) <= REACH && Math.abs(place(term) - place(pivot)) <= REACH,
    );
    if (!near) continue;
    const changedVoice = isPassive(mine, pivot.at, code) !== isPassive(theirs, place(pivot), code);
    const kept = place(first) < place(pivot) && place(pivot) < place(second);
    const changedSides = place(second) < place(pivot) && place(pivot) < place(first);
    if (changedVoice ? kept : changedSides) return { first, second, pivot };
  }
  return null;
}

/** "Den Hafen kaufte die Stadt": the article says who is acted on, wherever it stands. */
const isObject = ({ words }: Clause, { at }: Term): boolean =>
  /^(?:den|dem|einen|einem|ihn|ihm)$/u.test(words[at - 1] ?? "");

/** Whether the verb at a place is in the passive and says by whom. */
function isPassive({ words }: Clause, at: number, code: string): boolean {
  const near = words.slice(Math.max(0, at - REACH), at + REACH + 1);
  const passive = PASSIVE[code];
  return (
    passive !== undefined &&
    near.some((word) => passive.auxiliary.test(word)) &&
    near.some((word) => passive.by.test(word))
  );
}

function onlyOnce({ terms }: Clause): Map<string, Term> {
  const counts = Map.groupBy(terms, ({ stem }) => stem);
  return new Map([...counts].flatMap(([stem, [term, more]]) => (term && !more ? [[stem, term] as const] : [])));
}
