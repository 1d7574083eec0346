import { figuresOf } from "./figures";
import { quotations, words } from "./text";

/** A sentence made wrong on purpose. */
export type Fault = { kind: "number" | "quote" | "entity"; text: string };

/** Names that stand in none of the sources. */
const STRANGERS = [
  "Victor Ostrander",
  "Milena Draskovic",
  "Theo Vandermolen",
  "Yuki Arakawa",
  "Rosalind Keating",
  "Brunhilde Asmus",
  "Nordvane",
  "Calderon Group",
  "Institut Marevski",
];

/** A small generator, so that every run seeds the same faults. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One number of the sentence changed to another that its evidence does not have; null where there is none in digits. */
export function otherNumber(
  text: string,
  evidence: string,
  language: string,
  roll: (below: number) => number,
): Fault | null {
  const figures = figuresOf(text, language).filter(({ start }) => /\d/u.test(text[start] ?? ""));
  const figure = figures[roll(Math.max(1, figures.length))];
  if (figure === undefined) return null;
  const known = new Set(figuresOf(evidence, language).map(({ value }) => value));
  const digits = text.slice(figure.start, figure.end);
  for (let tries = 0; tries < 20; tries += 1) {
    const place = [...digits].flatMap((letter, at) => (/\d/u.test(letter) ? [at] : []));
    const at = place[roll(place.length)] ?? 0;
    const changed = digits.slice(0, at) + String((Number(digits[at]) + 1 + roll(8)) % 10) + digits.slice(at + 1);
    const next = text.slice(0, figure.start) + changed + text.slice(figure.end);
    const values = figuresOf(next, language).map(({ value }) => value);
    if (/^0\d/u.test(changed) || values.every((value) => known.has(value))) continue;
    return { kind: "number", text: next };
  }
  return null;
}

/** Fewer words in quotation marks are a term. */
const SHORTEST = 4;

/** One word of a quotation dropped, or two neighbours exchanged. */
export function otherQuote(text: string, roll: (below: number) => number): Fault | null {
  const [quotation] = quotations(text);
  if (quotation === undefined) return null;
  const inner = quotation.split(" ");
  const at = 1 + roll(Math.max(1, inner.length - 2));
  const [one = "", other = ""] = [inner[at - 1], inner[at]];
  const drops = roll(2) === 0 || words(one)[0] === words(other)[0];
  const spoilt = drops ? inner.toSpliced(at, 1) : inner.with(at - 1, other).with(at, one);
  if (spoilt.length < SHORTEST) return null;
  return { kind: "quote", text: text.replace(quotation, spoilt.join(" ")) };
}

/** A person or organisation exchanged for another of the source that the evidence does not name, or for a stranger. */
export function otherEntity(
  text: string,
  evidence: string,
  people: readonly string[],
  roll: (below: number) => number,
): Fault | null {
  const named = people.filter((name) => text.includes(name));
  const name = named[roll(Math.max(1, named.length))];
  if (name === undefined) return null;
  const others = people.filter(
    (other) => other !== name && !evidence.includes(other) && !other.split(" ").some((word) => evidence.includes(word)),
  );
  const pool = roll(2) === 0 && others.length > 0 ? others : STRANGERS;
  return { kind: "entity", text: text.replaceAll(name, pool[roll(pool.length)] ?? "Nordvane") };
}
