import { baseLanguage } from "@/server/ai/text/base-language";
import { quotedSpans } from "@/server/ai/text/quoted-spans";

const MARKS: Readonly<Record<string, readonly [open: string, close: string]>> = {
  cs: ["„", "“"],
  da: ["»", "«"],
  de: ["„", "“"],
  es: ["«", "»"],
  fi: ["”", "”"],
  fr: ["«\u00a0", "\u00a0»"],
  it: ["«", "»"],
  ja: ["「", "」"],
  no: ["«", "»"],
  nb: ["«", "»"],
  pl: ["„", "”"],
  ru: ["«", "»"],
  sv: ["”", "”"],
  uk: ["«", "»"],
};

const SOURCE_LABELS: Readonly<Record<string, string>> = {
  ar: "المصدر",
  ca: "Font",
  cs: "Zdroj",
  da: "Kilde",
  de: "Quelle",
  el: "Πηγή",
  en: "Source",
  es: "Fuente",
  fa: "منبع",
  fi: "Lähde",
  fr: "Source",
  he: "מקור",
  hi: "स्रोत",
  hu: "Forrás",
  id: "Sumber",
  it: "Fonte",
  ja: "出典",
  ko: "출처",
  nb: "Kilde",
  nl: "Bron",
  no: "Kilde",
  pl: "Źródło",
  pt: "Fonte",
  ro: "Sursă",
  ru: "Источник",
  sv: "Källa",
  th: "ที่มา",
  tr: "Kaynak",
  uk: "Джерело",
  vi: "Nguồn",
  zh: "来源",
};

/** The word for "source" in a language, null where we do not know it. */
export function sourceLabel(language: string): string | null {
  return SOURCE_LABELS[baseLanguage(language)] ?? null;
}

/** A verbatim text as an attributed quotation; quotations inside it get single marks. */
export function attributedQuote(text: string, attribution: string, language: string): string {
  const code = baseLanguage(language);
  const [open, close] = MARKS[code] ?? ["“", "”"];
  const [innerOpen, innerClose] = code === "ja" ? ["『", "』"] : ["‘", "’"];
  let inner = "";
  let from = 0;
  for (const span of quotedSpans(text)) {
    inner += `${text.slice(from, span.start - 1)}${innerOpen}${text.slice(span.start, span.end).trim()}${innerClose}`;
    from = span.end + 1;
  }
  inner += text.slice(from);
  return `${open}${inner}${close} — ${attribution}`;
}

/** The closing full stop of a language, for list items that come without one. */
export function fullStop(text: string): string {
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "。";
  return /\p{Script=Devanagari}/u.test(text) ? "।" : ".";
}
