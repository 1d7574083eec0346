import { languageTools } from "@/server/ai/text/language";
import { wordsOf } from "@/server/ai/text/words";
import { type Capital, nameWeight, plainName, readCapitals, sameName } from "./read-names";

/** A text read for its names. */
export type KnownNames = {
  /** Capitalised words that may be names. */
  perhaps: Capital[];
  /** Whether a word stands in the text, in any form. */
  has: (word: string) => boolean;
  /** Whether the text has a word this one is made of, or that is made of it. */
  resembles: (word: string) => boolean;
  /** Capitalised where only names are, and never small. */
  isName: (capital: Capital) => boolean;
  /** Whether the text puts this word and the next one of its run together: "Karin" before "Brandt". */
  joins: (capital: Capital) => boolean;
  /** "WHO" for World Health Organization, and the other way round. */
  spellsOut: (capital: Capital) => boolean;
  /** Whether a first name and a family name stand together that the text gives to two people. */
  tearsApart: (capital: Capital) => boolean;
};

/** Shorter words are part of many others by chance. */
const LONG = 5;

/** Reads a text once, for many questions. */
export function knownNames(text: string, language: string): KnownNames {
  const { stem, isStopword } = languageTools(language);
  const words = wordsOf(text, language);
  const capitals = readCapitals(text);
  const small = new Set(
    words.filter(({ start }) => /^\p{Ll}/u.test(text.slice(start, start + 2))).map((word) => word.text),
  );
  const stems = new Set(words.map((word) => stem(word.text)));
  const plain = [...new Set([...words, ...capitals].map((word) => plainName(word.text)))];
  const byStart = Map.groupBy(plain, startOf);
  const capitalsByStart = Map.groupBy(capitals, (name) => startOf(plainName(name.text)));
  const alike = (word: string) =>
    (capitalsByStart.get(startOf(plainName(word))) ?? []).filter((name) => sameName(name.text, word));
  const isName = ({ text: name }: Pick<Capital, "text">) =>
    !small.has(name.toLowerCase()) &&
    !isStopword(name.toLowerCase()) &&
    alike(name).some((other) => nameWeight(other, language) >= 2);
  const has = (word: string) =>
    stems.has(stem(word.toLowerCase())) ||
    (byStart.get(startOf(plainName(word))) ?? []).some((other) => sameName(other, word));
  const initials = capitals.map((name) => name.text.slice(0, 1)).join("");
  return {
    perhaps: capitals.filter((name) => !small.has(name.text.toLowerCase()) && nameWeight(name, language) >= 1),
    has,
    isName,
    resembles: (word) => {
      const bare = plainName(word);
      return (
        has(word) ||
        (bare.length > LONG &&
          plain.some((other) => other.length >= LONG && (bare.includes(other) || other.includes(bare))))
      );
    },
    joins: ({ text: name, after }) =>
      after !== null && alike(name).some((other) => other.after !== null && sameName(other.after, after)),
    spellsOut: ({ text: name, before, after }) =>
      /^\p{Lu}{2,6}$/u.test(name)
        ? initials.includes(name)
        : (before !== null || after !== null) &&
          capitals.some(({ text: other, coded }) => coded && other.length > 2 && other.startsWith(name.slice(0, 1))),
    tearsApart: ({ text: name, after }) => {
      if (after === null) return false;
      const [firsts, seconds] = [alike(name), alike(after)];
      return (
        firsts.length > 0 &&
        seconds.length > 0 &&
        firsts.every((other) => other.after !== null && !sameName(other.after, after)) &&
        seconds.every((other) => other.before !== null && !sameName(other.before, name))
      );
    },
  };
}

const startOf = (plain: string): string => plain.slice(0, 2);
