import { baseLanguage } from "@/server/ai/text/base-language";
import { languageTools } from "@/server/ai/text/language";
import { wordsOf } from "@/server/ai/text/words";
import { sentencesOf } from "@/server/sources/sentences";

/** What of a sentence's build is counted, each with a unit a person can picture. */
export const SHAPES = [
  "sentenceWords",
  "sentenceSpread",
  "shortSentences",
  "commas",
  "pauses",
  "questions",
  "exclamations",
  "figures",
  "apostrophes",
  "wordLetters",
  "i",
  "we",
  "you",
] as const;
export type Shape = (typeof SHAPES)[number];

/**
 * How a text is written, whatever it is about: shares of its function words and of three characters in a row, and the
 * build of its sentences. Words per sentence; letters per word; short sentences, questions and exclamations of 100
 * sentences; the rest of 100 words.
 */
export type Style = {
  words: number;
  sentences: number;
  functionWords: Map<string, number>;
  grams: Map<string, number>;
  shape: Record<Shape, number>;
};

/** A sentence of fewer words is short. */
const SHORT = 7;

const PERSONS: Readonly<Record<string, Record<"i" | "we" | "you", string>>> = {
  en: {
    i: "i me my mine myself i'm i've i'd i'll",
    we: "we us our ours we're we've we'd we'll",
    you: "you your yours you're you've you'd you'll",
  },
  de: {
    i: "ich mich mir mein meine meinen meinem meiner",
    we: "wir uns unser unsere unseren unserem unserer",
    you: "du dich dir dein deine ihr euch sie ihnen ihre",
  },
  fr: { i: "je j me moi mon ma mes", we: "nous notre nos", you: "tu te toi ton ta tes vous votre vos" },
  es: {
    i: "yo me mí mi mis",
    we: "nosotros nos nuestro nuestra nuestros nuestras",
    you: "tú te ti tu tus usted ustedes vosotros",
  },
  it: {
    i: "io mi me mio mia miei mie",
    we: "noi ci nostro nostra nostri nostre",
    you: "tu ti te tuo tua voi vi vostro vostra",
  },
  pt: {
    i: "eu me mim meu minha meus minhas",
    we: "nós nos nosso nossa nossos nossas",
    you: "tu te você vocês seu sua",
  },
  nl: { i: "ik mij me mijn", we: "wij we ons onze", you: "jij je jou jouw u uw jullie" },
};

/** Counts how a text is written. Addresses, hashtags and handles are no style and left out. */
export function readStyle(text: string, language: string): Style {
  const plain = text.replace(/https?:\/\/\S+|[#@＃][\p{L}\p{M}\p{N}_]+/gu, " ");
  const words = wordsOf(plain, language).map((word) => word.text);
  const lengths = plain
    .split(/\n+/u)
    .filter((line) => /\p{L}/u.test(line))
    .flatMap((line) =>
      [...sentencesOf({ kind: "paragraph", text: line }, language)].map(({ start, end }) => line.slice(start, end)),
    )
    .map((sentence) => ({ sentence, words: wordsOf(sentence, language).length }))
    .filter((sentence) => sentence.words > 0);
  const { isStopword } = languageTools(language);
  return {
    words: words.length,
    sentences: lengths.length,
    functionWords: sharesOf(words.filter(isStopword), words.length),
    grams: gramsOf(plain),
    shape: shapeOf({ plain, words, lengths, language }),
  };
}

function sharesOf(items: readonly string[], total: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return new Map([...counts].map(([item, count]) => [item, count / Math.max(total, 1)]));
}

/** Any digits are one digit and any space one space: figures and line breaks are no style here. */
function gramsOf(text: string): Map<string, number> {
  const characters = [
    ...text
      .toLowerCase()
      .replace(/\p{N}+/gu, "0")
      .replace(/\s+/gu, " ")
      .trim(),
  ];
  const grams = characters.slice(2).map((character, at) => `${characters[at]}${characters[at + 1]}${character}`);
  return sharesOf(grams, grams.length);
}

type Read = { plain: string; words: string[]; lengths: { sentence: string; words: number }[]; language: string };

function shapeOf({ plain, words, lengths, language }: Read): Record<Shape, number> {
  const of = (count: number, total: number, per = 100) => (total === 0 ? 0 : (per * count) / total);
  const marks = (pattern: RegExp) => of(plain.match(pattern)?.length ?? 0, words.length);
  const ending = (pattern: RegExp) =>
    of(lengths.filter(({ sentence }) => pattern.test(sentence)).length, lengths.length);
  const mean = of(words.length, lengths.length, 1);
  const spread = lengths.reduce((sum, { words: length }) => sum + (length - mean) ** 2, 0);
  const person = (who: "i" | "we" | "you") => {
    const forms = new Set((PERSONS[baseLanguage(language)]?.[who] ?? "").split(" "));
    return of(words.filter((word) => forms.has(word)).length, words.length);
  };
  return {
    sentenceWords: mean,
    sentenceSpread: Math.sqrt(of(spread, lengths.length, 1)),
    shortSentences: of(lengths.filter((sentence) => sentence.words < SHORT).length, lengths.length),
    commas: marks(/[,，、،]/gu),
    pauses: marks(/[;:；：—–]|\s-\s|\(/gu),
    questions: ending(/[?？؟]["'“”’»」)]*$/u),
    exclamations: ending(/[!！]["'“”’»」)]*$/u),
    figures: marks(/\p{N}+(?:[.,]\p{N}+)*/gu),
    apostrophes: marks(/\p{L}['’]\p{L}/gu),
    wordLetters: of(
      words.reduce((sum, word) => sum + [...word].length, 0),
      words.length,
      1,
    ),
    i: person("i"),
    we: person("we"),
    you: person("you"),
  };
}
