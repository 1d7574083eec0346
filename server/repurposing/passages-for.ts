import type { Idea, PassageText } from "@/server/ai/model";

/** Above this many characters a draft is written from the surroundings of its ideas; some 25,000 tokens of English. */
const WHOLE = 100_000;
/** Passages on either side of one that carries an idea. */
const AROUND = 12;

/** What a draft is written from: the whole source, or for a book the passages around its ideas, in order. */
export function passagesFor(ideas: readonly Idea[], passages: readonly PassageText[]): PassageText[] {
  const length = passages.reduce((sum, { text }) => sum + text.length, 0);
  if (length <= WHOLE) return [...passages];
  const carrying = new Set(ideas.flatMap(({ passageIds }) => passageIds));
  const places = passages.flatMap(({ id }, index) => (carrying.has(id) ? [index] : []));
  return passages.filter((_, index) => places.some((place) => Math.abs(place - index) <= AROUND));
}
