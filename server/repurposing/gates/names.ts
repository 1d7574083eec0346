import { wordsOf } from "@/server/ai/text/words";
import {
  asQuestion,
  type Finding,
  findingIn,
  type GatedSentence,
  type GateInput,
  mayNameSource,
  sourceNames,
  withoutCredit,
} from "./gate";
import { type KnownNames, knownNames } from "./known-names";
import { type Capital, canReadNames, nameWeight, readCapitals, sameName } from "./read-names";
import { turnsOf } from "./turns";

/** A draft in which most words are capitalised is a headline: capitals say nothing there. */
const HEADLINE = 0.6;

/** Who and what is named in a sentence stands in a passage it cites; a quotation, hook or closing line may name the source. */
export function gateNames(sentence: GatedSentence, input: GateInput): Finding[] {
  const capitals = readCapitals(sentence.text);
  if (capitals.length === 0 || !canReadNames(sentence.text)) return [];
  const { language } = input;
  const source = namesOfSource(input);
  const turns = turnsIn(input.passages);
  const speakers = sentence.passageIds.map((id) => turns.get(id) ?? "");
  const credit = mayNameSource(sentence) ? sourceNames(input) : "";
  const isClosing = sentence.kind === "call_to_action";
  const cited = isClosing ? source : knownNames([...sentence.cited, ...speakers, credit].join("\n"), language);
  const words = wordsOf(sentence.text, language).length;
  const headline = words > 4 && language !== "de" && capitals.length / words > HEADLINE;
  const missing = cited.perhaps.filter((name) => !capitals.some((own) => sameName(own.text, name.text)));
  return capitals.flatMap((name) => {
    if (cited.has(name.text) || cited.spellsOut(name)) {
      return cited.tearsApart(name) && !headline ? [mixed(sentence, name)] : [];
    }
    if (name.after !== null && cited.has(name.after) && source.joins(name)) return [];
    const isCredit = name.start >= withoutCredit(sentence).length;
    if (source.isName(name) || (isCredit && source.has(name.text))) {
      const message = `“${name.text}” is in the source, but not in the passages cited here.`;
      return [findingIn(sentence, name, message, onlyOne(missing))];
    }
    if (source.resembles(name.text)) return [];
    // The first word of a sentence is no part of the name that follows it; what follows the source's title begins one.
    const opens = name.opens || followsTitle(sentence.text.slice(0, name.start), input);
    const lone = opens ? { ...name, opens, after: null } : name;
    const weight = headline && !name.coded ? 0 : nameWeight(lone, language);
    const isLabel = name.opens && /^\s?:/u.test(sentence.text.slice(name.end));
    if (weight <= 0 || isLabel || (weight === 1 && (isClosing || missing.length === 0))) return [];
    const finding = findingIn(sentence, name, `The passages cited do not name “${name.text}”.`, onlyOne(missing));
    return [weight === 1 ? asQuestion(finding) : finding];
  });
}

/** A credit is often closed by the title alone, without a full stop, and somebody writes on behind it. */
function followsTitle(before: string, { source }: GateInput): boolean {
  const title = source?.title?.replace(/[.!?…]+$/u, "");
  return Boolean(title) && before.trimEnd().endsWith(title ?? "");
}

/** A script without capitals. */
export function uncheckedNames({ parts }: GateInput): Finding[] {
  if (parts.every(({ text }) => canReadNames(text))) return [];
  const message = "Names are not checked in this script.";
  return [{ state: "not_checked", part: null, sentence: null, span: null, message }];
}

const read = new WeakMap<ReadonlyMap<string, string>, KnownNames>();

/** Every sentence of a draft asks for the same source. */
function namesOfSource(input: GateInput): KnownNames {
  const known = read.get(input.passages);
  if (known !== undefined) return known;
  const made = knownNames(`${[...input.passages.values()].join("\n")}\n${sourceNames(input)}`, input.language);
  read.set(input.passages, made);
  return made;
}

const turnsRead = new WeakMap<ReadonlyMap<string, string>, Map<string, string>>();

function turnsIn(passages: ReadonlyMap<string, string>): Map<string, string> {
  const known = turnsRead.get(passages) ?? turnsOf(passages);
  turnsRead.set(passages, known);
  return known;
}

const onlyOne = (names: readonly Capital[]): string | undefined =>
  new Set(names.map(({ text }) => text)).size === 1 ? names[0]?.text : undefined;

const mixed = (sentence: GatedSentence, name: Capital): Finding =>
  asQuestion(findingIn(sentence, name, `The source does not put “${name.text}” and “${name.after ?? ""}” together.`));
