import { numberWords } from "@/server/ai/text/number-words";
import {
  asQuestion,
  type Finding,
  findingIn,
  type GatedSentence,
  type GateInput,
  mayNameSource,
  sourceNames,
} from "./gate";
import { type Figure, readFigures } from "./read-figures";
import { unitsAgree } from "./read-units";

/** A small number in words may be a count of what the source lists. */
const MAY_BE_COUNTED = 12;

/** Numbers, percentages, amounts and dates of a sentence stand in a passage it cites; a closing line may use the whole source. */
export function gateFigures(sentence: GatedSentence, input: GateInput): Finding[] {
  const figures = readFigures(sentence.text, input.language);
  if (figures.length === 0) return [];
  const everything = () => [...input.passages.values(), sourceNames(input)].join("\n");
  const citable = sentence.kind === "call_to_action" ? everything() : sentence.cited.join("\n");
  const known = readFigures(citable, input.language);
  const missing = figures.filter((figure) => !isKnown(figure, known));
  if (missing.length === 0) return [];
  const credited = mayNameSource(sentence) ? readFigures(sourceNames(input), input.language) : [];
  const anywhere = readFigures(everything(), input.language);
  const creditFrom = sentence.text.lastIndexOf(" — ");
  return missing
    .filter((figure) => creditFrom < 0 || figure.start < creditFrom || !isKnown(figure, credited))
    .map((figure) => {
      const spelling = sentence.text.slice(figure.start, figure.end);
      if (isKnown(figure, anywhere)) {
        return findingIn(sentence, figure, `“${spelling}” is in the source, but not in the passages cited here.`);
      }
      const [meant, other] = known.filter((one) => couldBeMeant(figure, one) && !figures.some((own) => same(own, one)));
      const suggestion = meant !== undefined && other === undefined ? citable.slice(meant.start, meant.end) : undefined;
      const counted = figure.inWords && Number(figure.readings[0]) <= MAY_BE_COUNTED;
      const message = counted
        ? `“${spelling}” is not in the source; is it counted right?`
        : `“${spelling}” is not in the source${suggestion === undefined ? "." : `, which says “${suggestion}”.`}`;
      const finding = findingIn(sentence, figure, message, suggestion);
      return counted ? asQuestion(finding) : finding;
    });
}

/** A figure of the same kind that the sentence does not hold already. */
const couldBeMeant = (figure: Figure, other: Figure): boolean =>
  figure.kind === other.kind && figure.unit === other.unit;
const same = (a: Figure, b: Figure): boolean => a.readings.some((reading) => b.readings.includes(reading));

/** The title's figures stand anywhere in the source. */
export function gateTitleFigures(input: GateInput): Finding[] {
  const title = input.title ?? "";
  const figures = readFigures(title, input.language);
  if (figures.length === 0) return [];
  const known = readFigures([...input.passages.values(), sourceNames(input)].join("\n"), input.language);
  return figures
    .filter((figure) => !isKnown(figure, known))
    .map(({ start, end }) => {
      const message = `“${title.slice(start, end)}” is not in the source.`;
      return { state: "fix", part: null, sentence: null, span: { start, end }, message };
    });
}

/** A language whose number words we do not know is not checked for them. */
export function uncheckedFigures({ language }: GateInput): Finding[] {
  if (numberWords(language).units !== null) return [];
  const message = "Digits were checked; numbers written out as words cannot be in this language.";
  return [{ state: "not_checked", part: null, sentence: null, span: null, message }];
}

function isKnown(figure: Figure, known: readonly Figure[]): boolean {
  return known.some((other) => {
    if (figure.kind === "date" || other.kind === "date") return datesAgree(figure, other);
    if (!unitsAgree(figure.unit, other.unit)) return false;
    return figure.readings.some((reading) => other.readings.includes(reading));
  });
}

/** "14 December" agrees with "14 December 2026", "December 2026" and "2026" with it too; nothing may be added. */
function datesAgree(figure: Figure, other: Figure): boolean {
  if (other.kind !== "date") return false;
  return other.readings.some((full) =>
    figure.readings.some((reading) => {
      if (figure.kind === "number") return figure.unit === null && yearOrDay(reading, full);
      return reading === full || (reading.startsWith("-") ? full.endsWith(reading) : full.startsWith(`${reading}-`));
    }),
  );
}

function yearOrDay(reading: string, full: string): boolean {
  return full.startsWith(`${reading}-`) || Number(full.split("-")[2]) === Number(reading);
}
