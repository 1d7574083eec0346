import type { Profile } from "@/server/voices/measure-voice";
import type { Shape, Style } from "@/server/voices/read-style";

type Words = {
  /** What is said of a draft that has more or less of it than the author. */
  more: string;
  less: string;
  unit: string;
  /** Differences up to this are no difference a reader notices. */
  least: number;
  digits: number;
};

const WORDS: Partial<Record<Shape, Words>> = {
  sentenceWords: {
    more: "Sentences are longer than yours",
    less: "Sentences are shorter than yours",
    unit: "words",
    least: 3,
    digits: 0,
  },
  shortSentences: {
    more: "More short sentences than you write",
    less: "Fewer short sentences than you write",
    unit: "of 100",
    least: 15,
    digits: 0,
  },
  commas: {
    more: "More commas than you use",
    less: "Fewer commas than you use",
    unit: "per 100 words",
    least: 2,
    digits: 1,
  },
  pauses: {
    more: "More dashes, brackets and semicolons than you use",
    less: "Fewer dashes, brackets and semicolons than you use",
    unit: "per 100 words",
    least: 1,
    digits: 1,
  },
  questions: {
    more: "More questions than you ask",
    less: "Fewer questions than you ask",
    unit: "of 100 sentences",
    least: 10,
    digits: 0,
  },
  exclamations: {
    more: "More exclamation marks than you use",
    less: "Fewer exclamation marks than you use",
    unit: "of 100 sentences",
    least: 10,
    digits: 0,
  },
  apostrophes: {
    more: "More contractions than you write",
    less: "Fewer contractions than you write",
    unit: "per 100 words",
    least: 2,
    digits: 1,
  },
  wordLetters: {
    more: "Words are longer than yours",
    less: "Words are shorter than yours",
    unit: "letters",
    least: 0.5,
    digits: 1,
  },
  i: { more: "More “I” than you write", less: "Less “I” than you write", unit: "per 100 words", least: 2, digits: 1 },
  we: {
    more: "More “we” than you write",
    less: "Less “we” than you write",
    unit: "per 100 words",
    least: 2,
    digits: 1,
  },
  you: {
    more: "More “you” than you write",
    less: "Less “you” than you write",
    unit: "per 100 words",
    least: 2,
    digits: 1,
  },
};

/** Within so many deviations of an author's own texts nothing is said. */
const USUAL = 1.5;
const MOST_REMARKS = 4;

const shown = (amount: number, { digits }: Words): string => String(Number(amount.toFixed(digits)));

/** What sets a text apart from its author's, furthest first, e.g. "Sentences are longer than yours: 24 against 14 words". */
export function remarksOn(style: Style, { shape }: Profile): string[] {
  const found = Object.entries(WORDS).flatMap(([name, words]) => {
    const [is, usual] = [style.shape[name as Shape], shape[name as Shape]];
    const off = is - usual.mean;
    const far = Math.abs(off) / Math.max(usual.deviation, words.least / USUAL);
    if (Math.abs(off) < words.least || far < USUAL) return [];
    const text = `${off > 0 ? words.more : words.less}: ${shown(is, words)} against ${shown(usual.mean, words)} ${words.unit}.`;
    return [{ far, text }];
  });
  return found
    .sort((a, b) => b.far - a.far)
    .slice(0, MOST_REMARKS)
    .map(({ text }) => text);
}

/** Function words an author uses more than others do, most telling first. */
function favourites({ features }: Profile): string[] {
  return features.functionWords
    .filter(({ place, mean }) => place > 0.5 && mean > 0)
    .sort((a, b) => b.place - a.place)
    .slice(0, 8)
    .map(({ name }) => name);
}

/** How an author writes, in plain words: for the brand's page and, as rules, for a model. Nothing of what they wrote about. */
export function describeVoice(profile: Profile): string[] {
  const { shape } = profile;
  const of = (name: Shape) => shape[name].mean;
  const round = (amount: number) => Math.round(amount);
  const person = (["i", "we", "you"] as const).filter((who) => of(who) >= 1.5);
  const named = { i: "“I”", we: "“we”", you: "“you”" };
  const favoured = favourites(profile);
  return [
    `Sentences of about ${round(of("sentenceWords"))} words, give or take ${round(of("sentenceSpread"))}; ${round(of("shortSentences"))} of 100 are short.`,
    of("questions") < 2 ? "No questions." : `A question in ${round(of("questions"))} of 100 sentences.`,
    of("exclamations") < 2
      ? "No exclamation marks."
      : `An exclamation mark after ${round(of("exclamations"))} of 100 sentences.`,
    `${of("commas").toFixed(1)} commas and ${of("pauses").toFixed(1)} dashes, brackets or semicolons per 100 words.`,
    person.length === 0 ? "Neither “I”, “we” nor “you”." : `Says ${person.map((who) => named[who]).join(", ")}.`,
    profile.language === "en"
      ? of("apostrophes") < 0.5
        ? "No contractions."
        : `Contractions: ${of("apostrophes").toFixed(1)} per 100 words.`
      : "",
    favoured.length === 0 ? "" : `Small words used more than others use them: ${favoured.join(", ")}.`,
  ].filter((line) => line !== "");
}
