import { numberWords } from "@/server/ai/text/number-words";
import { wordsOf } from "@/server/ai/text/words";
import { findLinks } from "@/server/networks/count-text";
import { readDates } from "./read-dates";

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
  percent: boolean;
  currency: string | null;
};

const GROUPED = String.raw`\d{1,3}(?:[\u0020\u00a0\u202f\u2009'’]\d{3})+(?:[.,٫]\d+)?(?!\d)`;
const PLAIN = String.raw`\d+(?:[.,٫٬]\d+)*`;
const NUMBER = new RegExp(`(?<![\\d.,])(?:${GROUPED}|${PLAIN})`, "gu");
const PERCENT =
  /^[\s\u00a0\u202f]?(?:%|٪|％|percent\b|per cent\b|prozent\b|pour cent\b|por ciento\b|por cento\b|per cento\b|procent|процент|パーセント|퍼센트|في المئة|بالمئة)/iu;
const CURRENCIES: readonly (readonly [code: string, sign: RegExp])[] = [
  ["USD", /^(?:us)?\$|^usd\b|^(?:us[- ])?dollars?\b|^dólares\b|^美元|^ドル/iu],
  ["EUR", /^€|^eur\b|^euros?\b|^евро/iu],
  ["GBP", /^£|^gbp\b|^pounds?\b(?! of)|^pfund\b/iu],
  ["CHF", /^chf\b|^franken\b/iu],
  ["INR", /^₹|^inr\b|^rupees?\b/iu],
  ["RUB", /^₽|^rub\b|^рубл/iu],
  ["YEN", /^[¥￥]|^jpy\b|^cny\b|^yen\b|^yuan\b|^[円元]/iu],
  ["BRL", /^r\$|^reais\b/iu],
];

/** Every number, percentage, amount and date of a text; links, hashtags and handles are passed over. */
export function readFigures(text: string, language: string): Figure[] {
  const plain = westernDigits(withoutLinks(text));
  const dates = readDates(plain, language);
  const free = dates.reduce(
    (rest, { start, end }) => rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end),
    plain,
  );
  const numbers = [...free.matchAll(NUMBER)].map((match) =>
    figureAt(free, { start: match.index, end: match.index + match[0].length, values: readingsOf(match[0]) }, language),
  );
  return [
    ...dates.map((date) => ({ ...date, kind: "date" as const, inWords: false, percent: false, currency: null })),
    ...numbers,
    ...writtenOut(free, language),
  ];
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
function readingsOf(spelling: string): number[] | string {
  const tight = spelling.replace(/[\s\u00a0\u202f\u2009'’٬]/gu, "").replaceAll("٫", ".");
  const marks = tight.match(/[.,]/gu) ?? [];
  if (marks.length === 0) return [Number(tight)];
  const values = new Set<number>();
  const kinds = new Set(marks);
  const allGrouped = /^\d{1,3}(?:[.,]\d{3})+$/u.test(tight) || /^\d{1,2}(?:,\d{2})+,\d{3}$/u.test(tight);
  if (kinds.size === 1 && allGrouped) values.add(Number(tight.replace(/[.,]/gu, "")));
  if (kinds.size === 1 && marks.length === 1) values.add(Number(tight.replace(",", ".")));
  if (kinds.size === 2) {
    const cut = Math.max(tight.lastIndexOf("."), tight.lastIndexOf(","));
    values.add(Number(`${tight.slice(0, cut).replace(/[.,]/gu, "")}.${tight.slice(cut + 1)}`));
  }
  return values.size === 0 ? tight : [...values];
}

type Spelled = { start: number; end: number; values: number[] | string };

function figureAt(text: string, spelled: Spelled, language: string): Figure {
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
    ...unitAround(text, spelled.start, end),
  };
}

function unitAround(text: string, start: number, end: number): { percent: boolean; currency: string | null } {
  const after = text.slice(end, end + 24);
  const following = after.trimStart();
  const preceding =
    /(?:[$€£¥￥₹₽]|us\$|r\$|usd|eur|gbp|chf|inr)\s?$/iu.exec(text.slice(Math.max(0, start - 5), start))?.[0].trim() ??
    "";
  const match = CURRENCIES.find(([, sign]) => (preceding !== "" && sign.test(preceding)) || sign.test(following));
  return { percent: PERCENT.test(after) || /百分之$/u.test(text.slice(0, start)), currency: match?.[0] ?? null };
}

type Run = { start: number; end: number; total: number; current: number };

/** Numbers in words: "three million", "twenty-one". */
function writtenOut(text: string, language: string): Figure[] {
  const { units, scales } = numberWords(language);
  if (units === null) return [];
  const runs: Run[] = [];
  let open = false;
  for (const { text: word, start, end } of wordsOf(text, language)) {
    const [unit, scale] = [units.get(word), scales.get(word)];
    const last: Run | undefined = open ? runs.at(-1) : undefined;
    const run: Run | undefined = last !== undefined && /^[\s-]*$/u.test(text.slice(last.end, start)) ? last : undefined;
    open = (unit !== undefined && (unit !== 1 || run !== undefined)) || (scale !== undefined && run !== undefined);
    if (unit !== undefined && run !== undefined && goesOn(run, unit)) {
      run.current += unit;
      run.end = end;
    } else if (unit !== undefined && unit !== 1) runs.push({ start, end, total: 0, current: unit });
    else if (scale !== undefined && run !== undefined) {
      if (scale === 100) run.current *= 100;
      else [run.total, run.current] = [run.total + run.current * scale, 0];
      run.end = end;
    }
  }
  return runs.map(({ start, end, total, current }) => ({
    start,
    end,
    kind: "number",
    readings: [String(total + current)],
    inWords: true,
    ...unitAround(text, start, end),
  }));
}

/** "twenty" goes on with "one", "two hundred" with "fifty", "three million" with "two"; "three" does not with "four". */
function goesOn({ current }: Run, unit: number): boolean {
  return current % 100 === 0 || (current % 10 === 0 && unit < 10);
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}
