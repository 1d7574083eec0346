import { baseLanguage } from "@/server/ai/text/base-language";
import { languageTools } from "@/server/ai/text/language";
import { numberWords } from "@/server/ai/text/number-words";
import { isUnspaced, wordsOf } from "@/server/ai/text/words";
import type { Analysis } from "./analyse";

type Topic = {
  surface: Map<string, number>;
  score: number;
  times: number;
  words: number;
  hyphen: boolean;
  proper: number;
  named: number;
};
type Term = { stem: string; surface: string; start: number; end: number };

/** Content words that are seldom what a text is about. */
const GENERIC: Readonly<Record<string, string>> = {
  en: "people person year years month months week weeks day days hour hours minute minutes time times thing things part half third quarter first second last next more most less later early only even still once twice percent interview notes note update report article story talk transcript title introduction conclusion question answer what when while never every always today tomorrow yesterday money word words place side lot kind sort good best better great right another anything something nothing everything everybody nobody would could should must might make made take took come came give gave tell told said says think know want need work look found find keep went goes show shows",
  de: "jahr jahre jahren monat monate monaten woche wochen tag tage tagen stunde stunden minute minuten zeit prozent interview bericht artikel frage antwort teil hälfte heute gestern morgen leute menschen euro cent rund fast erste ersten ganz mal immer unsere unserer unseren warum",
  fr: "année années mois semaine semaines jour jours heure heures minute minutes temps fois partie rapport article question moitié aujourd'hui euros centimes chaque deux trois première premier annuel annuelle toute aucune",
  es: "año años mes meses semana semanas día días hora horas minuto minutos tiempo veces parte mitad hoy euros primera primer primeros otros otras cada propia propio todos ninguno",
  pt: "ano anos mês meses semana semanas dia dias hora horas minuto minutos tempo parte metade hoje euros primeira primeiro cada carta",
  it: "anno anni mese mesi settimana settimane giorno giorni ora ore minuto minuti tempo parte metà oggi euro prima primo ogni",
  nl: "jaar jaren maand maanden week weken dag dagen uur uren minuut minuten tijd deel helft vandaag euro eerste elke",
  ru: "год года лет месяц месяца недели неделя день дня дней час часов время рублей сегодня каждый каждое первый впервые",
  zh: "一个 我们 他们 每月 每年 年 月 日 没有 已经 其中 一半 全部 最初 平均 明年",
  ja: "こと もの ため 年間 毎週 来年 以前 これから いる ある する 理由 半分 話す 言う",
  ar: "خلال عام عاما اليوم يوم شهر أشهر سنة كل نصف تلك بعد",
};

/** What stands before a noun: a lone word never seen behind one is no topic. */
const DETERMINERS: Readonly<Record<string, RegExp>> = {
  en: /\b(?:the|a|an|our|its|their|your|my|of|per|\d+|every|each|more)\s$/iu,
  fr: /(?:^|\s)(?:le|la|les|un|une|des|du|de|aux?|leurs?|notre|nos|\d+)\s$|[ld]['’]$/iu,
  es: /(?:^|\s)(?:el|la|los|las|un|una|unos|unas|del|de|al|su|sus|nuestra|nuestro|\d+)\s$/iu,
  pt: /(?:^|\s)(?:o|a|os|as|um|uma|do|da|dos|das|no|na|nossa|nosso|\d+)\s$/iu,
  it: /(?:^|\s)(?:il|la|i|gli|le|lo|un|una|del|della|dei|delle|\d+)\s$|l['’]$/iu,
  nl: /(?:^|\s)(?:de|het|een|onze|van|\d+)\s$/iu,
};

/** Hashtags from the source's own salient terms, the voice's first; several words in CamelCase so that screen readers can read them. */
export function hashtagsFor(analysis: Analysis, own: readonly string[], count: number): string[] {
  const tags: string[] = [];
  const seen: string[] = [];
  const add = (tag: string) => {
    const bare = tag.replace(/^#+/u, "").toLowerCase();
    if (bare === "" || tags.length >= count || seen.some((other) => other.includes(bare) || bare.includes(other)))
      return;
    seen.push(bare);
    tags.push(tag.startsWith("#") ? tag : `#${tag}`);
  };
  for (const tag of own) add(tag.replace(/[^\p{L}\p{M}\p{N}_#]/gu, ""));
  for (const topic of topicsOf(analysis)) add(camelCase(topic));
  return tags;
}

/** The formats of one job ask for the same topics. */
const known = new WeakMap<Analysis, string[]>();

function topicsOf(analysis: Analysis): string[] {
  const topics = known.get(analysis) ?? findTopics(analysis);
  known.set(analysis, topics);
  return topics;
}

function findTopics(analysis: Analysis): string[] {
  const topics = new Map<string, Topic>();
  const code = baseLanguage(analysis.language);
  const determiners = DETERMINERS[code];
  const isTopicWord = topicWord(analysis.language);
  const read = (text: string, weight: number, isHeading: boolean) => {
    let run: Term[] = [];
    for (const term of termsOf(text, analysis.language)) {
      const last = run.at(-1);
      if (last !== undefined && !/^[ -]$/u.test(text.slice(last.end, term.start))) run = [];
      run = [...run, term].slice(-3);
      for (let from = 0; from < run.length; from += 1) {
        const grams = run.slice(from);
        const lone = grams.length === 1;
        if (cutsCompound(text, grams)) continue;
        if (lone && !isTopicWord(grams[0]?.surface ?? "")) continue;
        if (!lone && !isTopicPhrase(text, grams, isHeading, isTopicWord)) continue;
        note(topics, grams, { text, weight, isHeading, language: code });
      }
    }
  };
  read(analysis.title, 3, true);
  const headings = new Set(analysis.sentences.map((sentence) => sentence.heading));
  for (const heading of headings) if (heading !== null && heading !== analysis.title) read(heading, 1.2, true);
  for (const sentence of analysis.sentences.slice(0, 1500)) read(sentence.text, 1, false);
  return [...topics.values()]
    .filter((topic) => topic.words > 1 || determiners === undefined || topic.named > 0 || isAlwaysCapital(topic))
    .filter((topic) => topic.times >= 2 || (topic.hyphen && topic.score >= 3))
    .map((topic) => ({
      ...topic,
      score: topic.score * (1 + (topic.words - 1) * 0.6) * (1 + topic.proper / topic.times),
    }))
    .sort((a, b) => b.score - a.score)
    .filter((topic, _, all) => topic.score >= Math.max(3, 0.12 * (all[0]?.score ?? 0)))
    .slice(0, 40)
    .map((topic) => [...topic.surface].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)[0]?.[0] ?? "");
}

/** "level languages" of "higher-level languages" is no topic. */
function cutsCompound(text: string, grams: readonly Term[]): boolean {
  return text[(grams[0]?.start ?? 0) - 1] === "-" || text[grams.at(-1)?.end ?? 0] === "-";
}

/** Two or three words that end in a topic word or a name; in a heading any hyphenated group ("four-day week"). */
function isTopicPhrase(
  text: string,
  grams: readonly Term[],
  isHeading: boolean,
  isTopicWord: (word: string) => boolean,
): boolean {
  if (isUnspaced(text)) return false;
  const [first, last] = [grams[0], grams.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (isHeading && text.slice(first.start, last.end).includes("-")) return true;
  if (grams.every((gram) => /^\p{Lu}/u.test(gram.surface)) && !isHeading) return true;
  return isTopicWord(last.surface) && isTopicWord(first.surface);
}

function isAlwaysCapital({ surface }: Topic): boolean {
  return [...surface.keys()].every((spelling) => /^\p{Lu}/u.test(spelling));
}

type Place = { text: string; weight: number; isHeading: boolean; language: string };

function note(topics: Map<string, Topic>, grams: readonly Term[], { text, weight, isHeading, language }: Place): void {
  const start = grams[0]?.start ?? 0;
  const surface = text.slice(start, grams.at(-1)?.end);
  const key = grams.map((gram) => gram.stem).join(" ");
  const topic = topics.get(key) ?? {
    surface: new Map(),
    score: 0,
    times: 0,
    words: grams.length,
    hyphen: false,
    proper: 0,
    named: 0,
  };
  topic.score += weight;
  topic.times += 1;
  if (DETERMINERS[language]?.test(text.slice(Math.max(0, start - 12), start)) === true) topic.named += 1;
  topic.hyphen ||= surface.includes("-");
  if (!isHeading && start > 0 && grams.every((gram) => /^\p{Lu}/u.test(gram.surface))) topic.proper += 1;
  topic.surface.set(surface, (topic.surface.get(surface) ?? 0) + 1);
  topics.set(key, topic);
}

function termsOf(text: string, language: string): Term[] {
  const tools = languageTools(language);
  return wordsOf(text, language)
    .filter((word) => !tools.isStopword(word.text) && /^\p{L}[\p{L}\p{M}\p{N}]*$/u.test(word.text))
    .map((word) => ({
      stem: tools.stem(word.text),
      surface: text.slice(word.start, word.end),
      start: word.start,
      end: word.end,
    }));
}

/** Without a part-of-speech tagger: what is neither a number, nor generic, nor ends like a verb or adverb. */
function topicWord(language: string): (surface: string) => boolean {
  const code = baseLanguage(language);
  const generic = new Set((GENERIC[code] ?? "").split(" "));
  for (const name of calendarNames(language)) generic.add(name);
  const numbers = numberWords(language);
  return (surface) => {
    const word = surface.toLowerCase();
    if (generic.has(word) || numbers.units?.has(word) === true || numbers.scales.has(word)) return false;
    if (isUnspaced(word)) return [...word].length >= 2 && !/^\p{Script=Hiragana}+$/u.test(word);
    if (word.length < 4) return false;
    if (code === "de") return /^\p{Lu}/u.test(surface);
    return code !== "en" || /^\p{Lu}/u.test(surface) || !/(?:ly|ing|ed|ous|est)$/u.test(word);
  };
}

/** Weekdays and months, which no one searches for. */
function calendarNames(language: string): string[] {
  try {
    const names: string[] = [];
    for (let at = 0; at < 12; at += 1) {
      const date = new Date(Date.UTC(2026, at, 1));
      const day = new Date(Date.UTC(2026, 0, at + 1));
      names.push(date.toLocaleDateString(language, { month: "long", timeZone: "UTC" }).toLowerCase());
      const weekday = day.toLocaleDateString(language, { weekday: "long", timeZone: "UTC" }).toLowerCase();
      names.push(weekday, `${weekday}s`);
    }
    return names;
  } catch {
    return [];
  }
}

function camelCase(topic: string): string {
  const words = topic.split(/[\s-]+/u);
  if (words.length > 1 && !/\p{Lu}|\p{Ll}/u.test(topic)) return words.join("_");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}
