import { spelledNumbers } from "./spell";

/** A figure as the checker sees it: its value, how it was written, and whether it is money, a share or bare. */
export type Figure = { value: string; start: number; end: number; money: string; share: boolean };

const DIGITS = /(?<![\p{L}\p{N}.,])\p{Nd}{1,3}(?:[\u00a0\u202f ]\p{Nd}{3})+(?:,\p{Nd}+)?|\p{Nd}+(?:[.,]\p{Nd}+)*/gu;
const MONEY = /[$€£]|\b(?:euros?|dollars?|reais|lire|francs?)\b/iu;
const LARGE: Readonly<Record<string, number>> = Object.fromEntries(
  "million:6 millions:6 millionen:6 millones:6 milhões:6 milhão:6 milioni:6 miljoen:6 mio:6 billion:9 milliarden:9 mil:3 thousand:3 tausend:3 duizend:3 hundred:2"
    .split(" ")
    .map((pair) => pair.split(":"))
    .map(([word = "", power]) => [word, 10 ** Number(power)]),
);
/** Where a point stands between thousands. */
const POINT_LANGUAGES = /^(?:de|es|pt|it|nl|fr)$/u;

/** Figures of a text: digits by the language's own marks, and numbers in words from two upwards. */
export function figuresOf(text: string, language: string): Figure[] {
  const bare = text.replace(/https?:\/\/\S+|[@#][\p{L}\p{N}_.]+/gu, (link) => " ".repeat(link.length));
  const found = [...bare.matchAll(DIGITS)].flatMap((match): Figure[] => {
    if (/\p{Lu}-?$/u.test(bare.slice(0, match.index))) return [];
    const start = match.index;
    const end = start + match[0].length;
    return [{ value: scaled(readValue(match[0], language), bare.slice(end)), start, end, ...around(bare, start, end) }];
  });
  return [...found, ...inWords(bare, language)].toSorted((a, b) => a.start - b.start);
}

function readValue(digits: string, language: string): string {
  const tight = digits.replace(/[\u00a0\u202f ]/gu, "");
  const point = POINT_LANGUAGES.test(language);
  const [thousands, decimal] = point ? [".", ","] : [",", "."];
  const groups = tight.split(thousands);
  const grouped = groups.length > 1 && groups.slice(1).every((group) => /^\d{3}(?:\D|$)/u.test(group));
  const plain = grouped ? tight.replaceAll(thousands, "") : tight;
  if (/[.,].*[.,]/u.test(plain)) return plain;
  return String(Number(plain.replace(decimal, ".").replace(",", ".")));
}

function scaled(value: string, after: string): string {
  const word = /^[\s\u00a0]([\p{L}]+)/u.exec(after)?.[1]?.toLowerCase() ?? "";
  const factor = LARGE[word];
  return factor === undefined || Number.isNaN(Number(value))
    ? value
    : String(Math.round(Number(value) * factor * 100) / 100);
}

function inWords(text: string, language: string): Figure[] {
  const spelled = spelledNumbers(language);
  if (spelled.size === 0) return [];
  const found: Figure[] = [];
  const words = [...text.matchAll(/[\p{L}]+(?:-[\p{L}]+)*/gu)];
  for (let from = 0; from < words.length; from += 1) {
    for (let length = Math.min(4, words.length - from); length > 0; length -= 1) {
      const [first, last] = [words[from], words[from + length - 1]];
      if (first === undefined || last === undefined) continue;
      const [start, end] = [first.index, last.index + last[0].length];
      const value = spelled.get(text.slice(start, end).toLowerCase());
      if (value === undefined) continue;
      found.push({ value: scaled(String(value), text.slice(end)), start, end, ...around(text, start, end) });
      from += length - 1;
      break;
    }
  }
  return found;
}

function around(text: string, start: number, end: number): { money: string; share: boolean } {
  const near = `${text.slice(Math.max(0, start - 3), start)}|${text.slice(end, end + 24)}`;
  const money =
    MONEY.exec(
      /^[^|]*[$€£]/u.test(near) ? near : near.replace(/\|([\s\u00a0]?\p{L}*\s?(?:de |di )?\p{L}*).*$/u, "|$1"),
    )?.[0] ?? "";
  const share = /^[\s\u00a0]?(?:%|per ?cent|prozent|por ciento|por cento|procent|per cento)/iu.test(text.slice(end));
  return { money: currency(money), share };
}

const currency = (sign: string): string => {
  const name = sign.toLowerCase();
  if (/€|euro/u.test(name)) return "EUR";
  if (/\$|dollar/u.test(name)) return "USD";
  return name === "£" ? "GBP" : name;
};

/** Figures of a sentence that stand in none of the texts it leans on. */
export function untraceable(sentence: string, evidence: string, language: string): Figure[] {
  const known = figuresOf(evidence, language);
  const flat = evidence.toLowerCase();
  return figuresOf(sentence, language).filter((figure) => {
    const same = known.filter((other) => other.value === figure.value);
    if (same.length === 0) return !flat.includes(sentence.slice(figure.start, figure.end).toLowerCase());
    return !same.some(
      (other) =>
        (figure.money === "" || other.money === "" || figure.money === other.money) && (!figure.share || other.share),
    );
  });
}
