import { newStemmer } from "snowball-stemmers";
import stopwords from "stopword";
import { baseLanguage } from "./base-language";

/** What a language brings to comparing words; a language without lists compares words as they are. */
export type LanguageTools = { code: string; isStopword: (word: string) => boolean; stem: (word: string) => string };

/** ISO 639-1 → the list of `stopword` and the algorithm of `snowball-stemmers`, null where there is none. */
const KNOWN: Readonly<Record<string, { list: string; stemmer: string | null }>> = {
  ar: { list: "ara", stemmer: "arabic" },
  ca: { list: "cat", stemmer: "catalan" },
  cs: { list: "ces", stemmer: "czech" },
  da: { list: "dan", stemmer: "danish" },
  de: { list: "deu", stemmer: "german" },
  el: { list: "ell", stemmer: null },
  en: { list: "eng", stemmer: "english" },
  es: { list: "spa", stemmer: "spanish" },
  fa: { list: "fas", stemmer: null },
  fi: { list: "fin", stemmer: "finnish" },
  fr: { list: "fra", stemmer: "french" },
  he: { list: "heb", stemmer: null },
  hi: { list: "hin", stemmer: null },
  hu: { list: "hun", stemmer: "hungarian" },
  id: { list: "ind", stemmer: null },
  it: { list: "ita", stemmer: "italian" },
  ja: { list: "jpn", stemmer: null },
  ko: { list: "kor", stemmer: null },
  nb: { list: "nob", stemmer: "norwegian" },
  nl: { list: "nld", stemmer: "dutch" },
  no: { list: "nob", stemmer: "norwegian" },
  pl: { list: "pol", stemmer: null },
  pt: { list: "por", stemmer: "portuguese" },
  ro: { list: "ron", stemmer: "romanian" },
  ru: { list: "rus", stemmer: "russian" },
  sv: { list: "swe", stemmer: "swedish" },
  th: { list: "tha", stemmer: null },
  tr: { list: "tur", stemmer: "turkish" },
  uk: { list: "ukr", stemmer: null },
  vi: { list: "vie", stemmer: null },
  zh: { list: "zho", stemmer: null },
};

const made = new Map<string, LanguageTools>();

/** Stop words and stems of a language; both do nothing for a language we have no lists for. */
export function languageTools(language: string): LanguageTools {
  const code = baseLanguage(language);
  const ready = made.get(code);
  if (ready !== undefined) return ready;
  const known = KNOWN[code];
  const list = new Set(known === undefined ? [] : stopwords[known.list]);
  const stemmer = known?.stemmer == null ? null : newStemmer(known.stemmer);
  const stems = new Map<string, string>();
  const tools: LanguageTools = {
    code,
    isStopword: (word) => list.has(word),
    stem: (word) => {
      if (stemmer === null) return word;
      let stem = stems.get(word);
      if (stem === undefined) {
        stem = stemmer.stem(word);
        if (stems.size < 50_000) stems.set(word, stem);
      }
      return stem;
    },
  };
  made.set(code, tools);
  return tools;
}
