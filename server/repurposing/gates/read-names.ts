import { baseLanguage } from "@/server/ai/text/base-language";
import { languageTools } from "@/server/ai/text/language";
import { findLinks } from "@/server/networks/count-text";

/** One capitalised word of a text and what speaks for its being a name. */
export type Capital = {
  text: string;
  start: number;
  end: number;
  /** Opens a sentence, a line or a quotation, where any word may be capitalised. */
  opens: boolean;
  /** The capitalised words before and after it in one run ("Karin" before "Brandt"). */
  before: string | null;
  after: string | null;
  /** The word before, "" at a start. */
  preceding: string;
  /** An acronym, CamelCase or letters with digits. */
  coded: boolean;
};

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.&][\p{L}\p{M}\p{N}]+)*/gu;
/** "L'audit", "Dell'acqua": the article is no part of the word. */
const ELIDED = /^\p{L}{1,5}['’](?=\p{Ll}{2})/u;
const START = /(?:^|[.!?:…。]["'“”’»)\]]*\s+|\n\s*|[•–—]\s+|["“„«‚‘(¿¡]\s?)$/u;
/** Small words inside a name: "Ursula von der Leyen", "Bank of England". */
const LINK =
  /^\s(?:(?:de|da|do|dos|das|du|des|del|della|di|la|le|el|y|e|of|the|von|van|der|den|zu|zum|und|and)\s){1,2}$|^[ \u00a0]$|^-$|^\s?&\s?$/u;
const CODED = /^(?:\p{Lu}[\p{Lu}\p{N}&.]+s?|\p{L}*\p{Ll}\p{Lu}[\p{L}\p{N}]*|\p{Lu}+-?\p{N}+\p{L}*|\p{N}+\p{Lu}{1,3})$/u;
/** Quarters and halves of a year, ordinals, units: no names. */
const NO_CODE =
  /^(?:[QTH][1-4]|I|A|O|[IVXLC]{1,5}|\p{N}+(?:M|K|W|V|C|F|GB|MB|TB|MW|KW|GW|PM|AM)|AM|PM|OK|TV|PDF|FAQ|CEO|CFO|CTO)$/u;

/** Whether names can be told from other words by their capitals in a language. */
export function canReadNames(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const cased = text.match(/[\p{Lu}\p{Ll}]/gu)?.length ?? 0;
  return letters === 0 || cased / letters > 0.8;
}

/** Every capitalised word of a text, links, handles and hashtags left out. */
export function readCapitals(text: string): Capital[] {
  const plain = findLinks(text)
    .reduce((rest, { start, end }) => rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end), text)
    .replace(/[#@＃][\p{L}\p{M}\p{N}_.]+/gu, (tag) => " ".repeat(tag.length));
  const words = [...plain.matchAll(WORD)].map((match) => {
    const elided = ELIDED.exec(match[0])?.[0].length ?? 0;
    return { text: match[0].slice(elided), start: match.index + elided, end: match.index + match[0].length };
  });
  const isCapital = (word: string) => (/^\p{Lu}/u.test(word) || CODED.test(word)) && !NO_CODE.test(word);
  const joins = (from: number, to: number) => LINK.test(plain.slice(from, to));
  const neighbour = (at: number, step: 1 | -1): string | null => {
    const own = words[at];
    for (let other = at + step; Math.abs(other - at) <= 3; other += step) {
      const word = words[other];
      if (own === undefined || word === undefined) return null;
      if (!isCapital(word.text)) continue;
      return joins(...(step > 0 ? ([own.end, word.start] as const) : ([word.end, own.start] as const)))
        ? word.text
        : null;
    }
    return null;
  };
  return words.flatMap((word, at) => {
    if (!isCapital(word.text)) return [];
    const opens = START.test(plain.slice(Math.max(0, word.start - 6), word.start)) || word.start === 0;
    return [
      {
        ...word,
        opens,
        before: neighbour(at, -1),
        after: neighbour(at, 1),
        preceding: opens ? "" : (words[at - 1]?.text ?? ""),
        coded: CODED.test(word.text) && /\p{Lu}.*[\p{Lu}\p{N}]|\p{N}\p{Lu}/u.test(word.text),
      },
    ];
  });
}

/** One spelling of a name: no genitive, no accents, small letters. */
export function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/['’]s?$/u, "")
    .replaceAll(/[.&'’]/gu, "")
    .toLowerCase();
}

/** Whether two spellings are one name: a genitive or an adjective made of it counts ("Hamburgs", "Hamburger"). */
export function sameName(a: string, b: string): boolean {
  const [one, other] = [plainName(a), plainName(b)];
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (short.length < 4) return long === `${short}s`;
  const stem = short.length > 5 ? short.slice(0, -1) : short;
  return long.startsWith(stem) && long.length - short.length <= 4;
}

/** German words after which a capitalised word is a noun as a rule: articles and the like, numbers, adjectives with an ending. */
const ARTICLE =
  /^(?:der|die|das|den|dem|des|ein\p{L}*|kein\p{L}*|mein\p{L}*|dein\p{L}*|sein\p{L}*|ihr\p{L}*|unser\p{L}*|euer|eure\p{L}*|dies\p{L}*|jed\p{L}*|jen\p{L}*|welch\p{L}*|all\p{L}*|viel\p{L}*|wenig\p{L}*|mehr|manch\p{L}*|zum|zur|vom|beim|im|am|ans|ins|\d.*)$/iu;
const ADJECTIVE = /^\p{Ll}{3,}(?:e|en|er|es|em)$/u;
const NOUN_ENDING =
  /(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|ismus|tät|täten|nis|nisse|tum|ling|linge|chen|lein|ment|ments|anz|enz|ik|eur|eure|erin|erinnen|ern|ieren|zeit|jahr|jahre|woche|tag|tage|stunde|stunden|arbeit|kosten|preis|preise|haus|häuser|platz|raum|plan|pläne|teil|zahl|zahlen|geld|leute|menschen|mittel|werk|kraft|stoff|gang|gabe|lage|weise|fall|fälle|stelle|stellen)$/u;
/** "Kilowattstunden Strom", "Prozent Wasser": a measure and what it measures, no name. */
const MEASURE =
  /(?:meter|gramm|liter|tonnen?|prozent|euro|grad|stück|paar|dutzend|stunden?|minuten|jahre|tage|watt|kilo)n?$/iu;
const COMMON_OPENING: Readonly<Record<string, RegExp>> = {
  de: /(?:s|lich|ig|weise|mal|end|bar|sam|los|fach|her|hin|lei|maßen)$/u,
  en: /(?:s|ed|ing|ly|ion|ment|ness|ity|ance|ence|ers?|al|ic|ous|ive|ful|less|able|age|ship|ism|ist|est|while|ever|fore|wards?|haps|stead|sides|out|thing)$/u,
};

/** How surely a capitalised word of a draft that the source does not have is a name: 2 and more is one, 1 may be, below is none. */
export function nameWeight(capital: Capital, language: string): number {
  const { text, opens, before, after, preceding, coded } = capital;
  if (coded) return 2;
  const code = baseLanguage(language);
  const { isStopword } = languageTools(language);
  const lower = text.toLowerCase();
  if (isStopword(lower) || [...lower].length < 3) return 0;
  const counted = before !== null && MEASURE.test(before);
  const inRun =
    (before !== null && !counted && !isStopword(before.toLowerCase())) || (after !== null && !isStopword(lower));
  if (code === "de" || code === "lb") {
    const determined = ARTICLE.test(preceding) || ADJECTIVE.test(preceding);
    if (NOUN_ENDING.test(lower) || /^\p{Lu}.*-/u.test(text)) return -1;
    if (opens && !inRun) return COMMON_OPENING["de"]?.test(lower) === true ? 0 : 1;
    return (inRun ? 2 : 0) + (determined ? -2 : 1) - (lower.endsWith("en") && !inRun ? 1 : 0);
  }
  if (!opens) return 2;
  return inRun ? 2 : COMMON_OPENING[code]?.test(lower) === true ? 0 : 1;
}
