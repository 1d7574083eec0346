import { type Clause, clausesOf, counterpart, statementsOf } from "./clauses";
import { asQuestion, type Finding, findingIn, type GatedSentence, type GateInput, withoutCredit } from "./gate";
import { negatorsOf } from "./negators";
import { type Opposites, oppositesOf } from "./opposites";

/** "Gave up", "wrote down": no direction. */
const PHRASAL =
  /\b(?:g(?:ave|ive|iven|ives|iving)|set|m(?:ade|ake|akes)|end(?:ed|s)?|gr[eo]w|c(?:ame|ome|omes)|pick\w*|wr(?:ote|ite|itten)|br(?:oke|eak|eaks)|shut|t(?:ook|ake|akes)|turn\w*|look\w*|clean\w*|back\w*|sign\w*|open\w*|start\w*|st(?:ood|and)|wake|woke|show\w*|speed\w*|held|hold|piles?|build\w*|lower\w*) (?:up|down)\b/giu;
/** How far from a word a "not" may stand that turns it around. */
const NEAR = 4;
/** Clauses this alike say the same, whatever their neighbours say. */
const SAME = 0.5;

/** "Rose" is not "fell", "before" not "after": a draft does not say the opposite of the passage it leans on. */
export function gateDirections(sentence: GatedSentence, { language }: GateInput): Finding[] {
  const pairs = oppositesOf(language);
  if (pairs === null || sentence.kind === "call_to_action") return [];
  const plain = (text: string) => text.replace(PHRASAL, (phrase) => "x".repeat(phrase.length));
  const [own, cited] = [plain(withoutCredit(sentence)), sentence.cited.map(plain)];
  const statements = cited.flatMap((text) => statementsOf(text, language));
  const clauses = cited.flatMap((text) => clausesOf(text, language));
  const allWords = statements.flatMap(({ words }) => words);
  const compare = (mine: Clause, theirs: Clause | null, known: readonly string[]) =>
    theirs === null ? [] : pairs.flatMap((pair) => opposed({ mine, theirs, known }, pair, language));
  const found = [
    ...statementsOf(own, language).flatMap((one) => compare(one, counterpart(one, statements, 0.3), allWords)),
    ...clausesOf(own, language).flatMap((one) => {
      const other = counterpart(one, clauses, SAME);
      return compare(one, other, other?.words ?? []);
    }),
  ];
  const [first] = found;
  if (first === undefined) return [];
  return [asQuestion(findingIn(sentence, first, `This says “${first.word}”, the source “${first.meant}”.`))];
}

/** A language without a list of opposites. */
export function uncheckedDirections({ language }: GateInput): Finding[] {
  if (oppositesOf(language) !== null) return [];
  const message = "Opposites (more and less, before and after) are not checked in this language.";
  return [{ state: "not_checked", part: null, sentence: null, span: null, message }];
}

type Compared = { mine: Clause; theirs: Clause; known: readonly string[] };
type Opposed = { word: string; meant: string; start: number; end: number };

function opposed({ mine, theirs, known }: Compared, { one, other, small }: Opposites, language: string): Opposed[] {
  return [
    [one, other],
    [other, one],
  ].flatMap(([here, there]) => {
    if (here === undefined || there === undefined || known.some((word) => here.test(word))) return [];
    const at = mine.words.findIndex((word) => here.test(word));
    const meantAt = theirs.words.findIndex((word) => there.test(word));
    const [word, meant] = [mine.words[at], theirs.words[meantAt]];
    if (word === undefined || meant === undefined || mine.words.some((own) => there.test(own))) return [];
    if (small && nextStem(mine, at) !== nextStem(theirs, meantAt)) return [];
    if (isDenied(mine, at, language) !== isDenied(theirs, meantAt, language)) return [];
    const start = mine.start + Math.max(0, mine.text.toLowerCase().indexOf(word));
    return [{ word, meant, start, end: start + word.length }];
  });
}

const nextStem = ({ terms }: Clause, at: number): string | undefined => terms.find((term) => term.at > at)?.stem;

const isDenied = ({ words }: Clause, at: number, language: string): boolean =>
  words.slice(Math.max(0, at - NEAR), at + NEAR).some((word) => negatorsOf(language)?.hard.test(word) === true);
