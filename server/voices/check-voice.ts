import { distanceTo, measureVoice, type Profile, type Sample } from "@/server/voices/measure-voice";
import type { Style } from "@/server/voices/read-style";

/** How well a voice is told from others: own texts known as own, others' texts known as not. */
export type HeldOut = { own: number; ownKnown: number; others: number; othersKnown: number };

/** Nearer than this a text is taken for the author's. */
const SAME = 0.5;

/**
 * Judges every text without having seen it: each own text by a profile of the rest, and the texts of each other author by
 * a profile that knows nothing of that author. Needs two own texts and two other authors. `begin` shortens what is judged.
 */
export function checkVoice(
  own: readonly Sample[],
  others: readonly (readonly Style[])[],
  { language, begin = (style) => style }: { language: string; begin?: (style: Style) => Style },
): HeldOut {
  const isOwn = (style: Style, profile: Profile) => distanceTo(begin(style), profile).total < SAME;
  const ownKnown = own.filter((one) => isOwn(one.style, measureVoice(without(own, one), others, language))).length;
  const othersKnown = others.reduce((known, author) => {
    const profile = measureVoice(own, without(others, author), language);
    return known + author.filter((style) => !isOwn(style, profile)).length;
  }, 0);
  return { own: own.length, ownKnown, others: others.flat().length, othersKnown };
}

const without = <T>(list: readonly T[], one: T): T[] => list.filter((other) => other !== one);

/** Share of texts that were known for what they are, own and others' counting the same, 0…1. */
export const accuracyOf = ({ own, ownKnown, others, othersKnown }: HeldOut): number =>
  (ownKnown / Math.max(own, 1) + othersKnown / Math.max(others, 1)) / 2;
