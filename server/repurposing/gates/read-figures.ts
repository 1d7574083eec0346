import { baseLanguage } from "@/server/ai/text/base-language";
import { numberWords } from "@/server/ai/text/number-words";
import { wordsOf } from "@/server/ai/text/words";
import { findLinks } from "@/server/networks/count-text";
import { readDates } from "./read-dates";
import { type Unit, unitAround } from "./read-units";

/**
 * A figure in a text. A spelling can be read in several ways ("1.000" is one or a thousand): `readings` holds them all, as
 * plain numbers or, for dates, as "2026-03-12", "-03-12" or "2026-03".
 */
export type Figure = {
  start: number;
  end: number;
  kind: "number" | "date";
  readings: string[];
  /** Written as words, not digits. */
  inWords: boolean;
  unit: Unit | null;
};

const GROUPED = String.raw`\d{1,3}(?:[\u0020\u00a0\u202f\u2009'’]\d{3})+(?:[.,٫]\d+)?(?!\d)`;
const PLAIN = String.raw`\d+(?:[.,٫٬]\d+)*`;
const NUMBER = new RegExp(`(?<![\\d.,]|\\p{Lu}-?)(?:${GROUPED}|${PLAIN})`, "gu");
/** Languages that write a thousand "1.000": there a point before three digits is never a decimal mark, elsewhere a comma. */
const POINT_GROUPS: ReadonlySet<string> = new Set("de es pt it nl da id tr el ro ca".split(" "));
const COMMA_GROUPS: ReadonlySet<string> = new Set("en zh ja ko hi he th".split(" "));
/** "10–12 %", "between 5 and 7 million euros": the first takes what stands behind the second. */
const RANGE = /^\s?(?:[-–—~～]|to|and|bis|und|à|et|a|al|y|e|até|tot|en|od|до)\s?$/u;

/** Every number, percentage, amount and date of a text; links, hashtags and handles are passed over. */
export function readFigures(text: string, language: string): Figure[] {
  const plain = westernDigits(withoutLinks(text));
  const dates = readDates(plain, language);
  const free = dates.reduce(
    (rest, { start, end }) => rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end),
    plain,
  );
  const numbers = [...free.matchAll(NUMBER)].map((match) => {
    const spelled = { start: match.index, end: match.index + match[0].length, values: readingsOf(match[0], language) };
    return figureAt(free, spelled, language);
  });
  return [
    ...dates.map((date) => ({ ...date, kind: "date" as const, inWords: false, unit: null })),
    ...withRanges(
      [...numbers, ...writtenOut(free, language)].toSorted((a, b) => a.start - b.start),
      free,
    ),
  ];
}

type Scaled = Figure & { scale?: number };

function withRanges(figures: readonly Scaled[], text: string): Figure[] {
  return figures.map(({ scale, ...figure }, at) => {
    const next = figures[at + 1];
    const isRange = next !== undefined && RANGE.test(text.slice(figure.end, next.start));
    if (!isRange || figure.unit !== null) return figure;
    const plain = figure.readings.filter((reading) => !Number.isNaN(Number(reading)));
    const scaled = plain.map((reading) => String(round(Number(reading) * (next.scale ?? 1))));
    const readings = scale === undefined ? [...new Set([...figure.readings, ...scaled])] : figure.readings;
    return { ...figure, readings, unit: next.unit };
  });
}

function withoutLinks(text: string): string {
  const blank = (from: string, start: number, end: number) =>
    from.slice(0, start) + " ".repeat(end - start) + from.slice(end);
  const rest = findLinks(text).reduce((left, link) => blank(left, link.start, link.end), text);
  return rest.replace(/[#@＃][\p{L}\p{M}\p{N}_]+/gu, (tag) => (/^#\d+$/u.test(tag) ? tag : " ".repeat(tag.length)));
}

/** Any script's decimal digits as 0–9, in the same number of UTF-16 units. */
function westernDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    if (digit.length > 1 || /\d/.test(digit)) return digit;
    const code = digit.charCodeAt(0);
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCharCode(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}

/** "1.000" → 1 and 1000, "1.000,5" → 1000.5, "4.2.1" → itself. */
function readingsOf(spelling: string, language: string): number[] | string {
  const tight = spelling.replace(/[\s\u00a0\u202f\u2009'’٬]/gu, "").replaceAll("٫", ".");
  const marks = tight.match(/[.,]/gu) ?? [];
  if (marks.length === 0) return [Number(tight)];
  const values = new Set<number>();
  const kinds = new Set(marks);
  const allGrouped = /^\d{1,3}(?:[.,]\d{3})+$/u.test(tight) || /^\d{1,2}(?:,\d{2})+,\d{3}$/u.test(tight);
  if (kinds.size === 1 && allGrouped) values.add(Number(tight.replace(/[.,]/gu, "")));
  const groups = marks[0] === "." ? POINT_GROUPS : COMMA_GROUPS;
  const isGroup = allGrouped && !tight.startsWith("0") && groups.has(baseLanguage(language));
  if (kinds.size === 1 && marks.length === 1 && !isGroup) values.add(Number(tight.replace(",", ".")));
  if (kinds.size === 2) {
    const cut = Math.max(tight.lastIndexOf("."), tight.lastIndexOf(","));
    values.add(Number(`${tight.slice(0, cut).replace(/[.,]/gu, "")}.${tight.slice(cut + 1)}`));
  }
  return values.size === 0 ? tight : [...values];
}

type Spelled = { start: number; end: number; values: number[] | string };

function figureAt(text: string, spelled: Spelled, language: string): Scaled {
  let { end } = spelled;
  let scale = 1;
  const after = /^[\s\u00a0-]?([\p{L}\p{M}]+)/u.exec(text.slice(end, end + 20));
  const { scales } = numberWords(language);
  const word = (after?.[1] ?? "").toLowerCase();
  const known = scales.get(word) ?? scales.get(word.slice(0, 1));
  if (after !== null && known !== undefined && (scales.has(word) || /\p{Script=Han}|\p{Script=Hangul}/u.test(word))) {
    scale = known;
    end += scales.has(word) ? after[0].length : after[0].length - word.length + 1;
  }
  const readings =
    typeof spelled.values === "string" ? [spelled.values] : spelled.values.map((value) => String(round(value * scale)));
  return {
    start: spelled.start,
    end,
    kind: "number",
    readings,
    inWords: false,
    unit: unitOf(text, spelled.start, end),
    ...(scale > 1 ? { scale } : {}),
  };
}

const unitOf = (text: string, start: number, end: number): Unit | null =>
  unitAround(text.slice(Math.max(0, start - 5), start), text.slice(end, end + 32));

type Run = { start: number; end: number; total: number; current: number; scale: number };

/** Numbers in words: "three million", "twenty-one", "quatre-vingt-dix". */
function writtenOut(text: string, language: string): Scaled[] {
  const { units, scales, joiner, read } = numberWords(language);
  if (units === null) return [];
  const runs: Run[] = [];
  const words = wordsOf(text, language);
  const touch = (from: number, to: number) => {
    const between = text.slice(from, to);
    return /^[\s\u00a0-]*$/u.test(between) || (joiner !== null && between.trim() === joiner);
  };
  let open: Run | null = null;
  for (const [at, { text: word, start, end }] of words.entries()) {
    const unit = read(word);
    const scale = unit === null ? scales.get(word) : undefined;
    if (word === joiner) continue;
    const run: Run | null = open !== null && touch(open.end, start) ? open : null;
    const next = words[at + 1];
    const opensScale = next !== undefined && touch(end, next.start) && (scales.get(next.text) ?? 0) >= 100;
    open = null;
    if (unit !== null && run !== null && goesOn(run, unit))
      open = Object.assign(run, { end, current: plus(run, unit) });
    else if (unit !== null && (unit !== 1 || opensScale)) {
      open = { start, end, total: 0, current: unit, scale: 1 };
      runs.push(open);
    } else if (scale !== undefined && run !== null) {
      open = scaledUp(run, scale, end);
    }
  }
  return runs.map(({ start, end, total, current, scale }) => ({
    start,
    end,
    kind: "number",
    readings: [String(total + current)],
    inWords: true,
    unit: unitOf(text, start, end),
    ...(scale > 1 ? { scale } : {}),
  }));
}

/** "three" behind which "million" stands. */
function scaledUp(run: Run, scale: number, end: number): Run {
  const [total, current] = scale === 100 ? [run.total, run.current * 100] : [run.total + run.current * scale, 0];
  return Object.assign(run, { end, total, current, scale });
}

/** "quatre-vingt" is eighty. */
const plus = ({ current }: Run, unit: number): number => (current === 4 && unit === 20 ? 80 : current + unit);

/** "twenty" goes on with "one", "two hundred" with "fifty", "soixante" with "douze"; "three" does not with "four". */
function goesOn({ current }: Run, unit: number): boolean {
  if (unit === 0) return false;
  if (current % 100 === 0) return unit < 100;
  if (current === 4 && unit === 20) return true;
  const tens = current % 100;
  return current % 10 === 0 && unit < (tens === 60 || tens === 80 ? 20 : 10) && tens >= 20;
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}
