import { baseLanguage } from "@/server/ai/text/base-language";

/** A date in a text and its readings: "2026-03-12", without a year "-03-12", without a day "2026-03". */
export type FoundDate = { start: number; end: number; readings: string[] };

const ISO = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/gu;
const NUMERIC = /(?<![\d.,/])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d])/gu;
const CJK = /(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号일]/gu;
/** "und" too: of a language we do not know either order may be meant. */
const MONTH_FIRST: ReadonlySet<string> = new Set(["en", "und", ""]);
const monthTables = new Map<string, Map<string, number>>();

/** Every full date of a text. Numbers with slashes are read month first too in English; elsewhere, and between dots, the day comes first. */
export function readDates(text: string, language: string): FoundDate[] {
  const dates: FoundDate[] = [];
  const add = (match: RegExpMatchArray, readings: string[]) => {
    const start = match.index ?? 0;
    const end = start + match[0].length;
    if (readings.length > 0 && !dates.some((date) => date.start < end && start < date.end))
      dates.push({ start, end, readings });
  };
  for (const match of text.matchAll(ISO)) add(match, reading(match[1], match[2], match[3]));
  for (const match of text.matchAll(CJK)) add(match, reading(match[1], match[2], match[3]));
  for (const match of text.matchAll(NUMERIC)) {
    const [, first, mark, second, given = ""] = match;
    const years = given.length === 2 ? [`20${given}`, `19${given}`] : [given];
    const monthFirst = mark !== "." && MONTH_FIRST.has(baseLanguage(language));
    const read = years.flatMap((year) => [
      ...reading(year, second, first),
      ...(monthFirst ? reading(year, first, second) : []),
    ]);
    add(match, [...new Set(read)]);
  }
  const months = monthNames(language);
  const name = [...months.keys()].toSorted((a, b) => b.length - a.length).join("|");
  const dayFirst = new RegExp(
    String.raw`(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?\s+(?:de |of )?(${name})\.?(?![\p{L}])(?:,?\s+(?:de |del |do )?(\d{4}))?`,
    "giu",
  );
  const monthFirst = new RegExp(
    String.raw`(?<!\p{L})(${name})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(\d{4}))?`,
    "giu",
  );
  const monthYear = new RegExp(String.raw`(?<!\p{L})(${name})\.?\s+(?:de |del |do )?(\d{4})(?!\d)`, "giu");
  const month = (spelling: string | undefined) => String(months.get((spelling ?? "").toLowerCase()) ?? "");
  for (const match of text.matchAll(dayFirst)) add(match, reading(match[3], month(match[2]), match[1]));
  for (const match of text.matchAll(monthFirst)) add(match, reading(match[3], month(match[1]), match[2]));
  for (const match of text.matchAll(monthYear)) add(match, [`${match[2]}-${month(match[1]).padStart(2, "0")}`]);
  return dates.toSorted((a, b) => a.start - b.start);
}

function reading(year: string | undefined, month: string | undefined, day: string | undefined): string[] {
  const [m, d] = [Number(month), Number(day)];
  if (!(m >= 1 && m <= 12 && d >= 1 && d <= 31)) return [];
  return [`${year ?? ""}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`];
}

/** Names of months in the language and in English, as they stand alone and beside a day. */
function monthNames(language: string): Map<string, number> {
  const code = baseLanguage(language);
  const ready = monthTables.get(code);
  if (ready !== undefined) return ready;
  const names = new Map<string, number>();
  for (const locale of [code, "en"]) {
    for (let month = 1; month <= 12; month += 1) {
      for (const options of [{ month: "long" }, { month: "long", day: "numeric" }] as const) {
        for (const name of namesIn(locale, month, options))
          if (!/^\d/u.test(name) && name.length > 2) names.set(name, month);
      }
    }
  }
  monthTables.set(code, names);
  return names;
}

function namesIn(locale: string, month: number, options: Intl.DateTimeFormatOptions): string[] {
  try {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC", calendar: "gregory" });
    const parts = format.formatToParts(new Date(Date.UTC(2026, month - 1, 1)));
    return parts.filter((part) => part.type === "month").map((part) => part.value.toLowerCase());
  } catch {
    return [];
  }
}
