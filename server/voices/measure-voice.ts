import { SHAPES, type Shape, type Style } from "@/server/voices/read-style";

/** A text with how much it counts: what an author wrote alone counts 1. */
export type Sample = { style: Style; weight: number };

/** The three things that are compared. */
const PARTS = ["grams", "functionWords", "shape"] as const;
export type Part = (typeof PARTS)[number];

/** What an author's texts have in common against those of others; see `distanceTo`. Plain data, to be kept. */
export type Profile = {
  /** Raised when voices are measured differently. */
  version: number;
  language: string;
  samples: number;
  words: number;
  /** Each feature with its mean and deviation over all authors, and where this author stands in deviations. */
  features: Record<Part, { name: string; mean: number; deviation: number; place: number }[]>;
  /** The author's own figures, as a person reads them. */
  shape: Record<Shape, { mean: number; deviation: number }>;
  /** Mean distance of the author's texts, each held out, and of the others' texts. */
  scale: Record<Part, { own: number; other: number }>;
};

export const PROFILE_VERSION = 1;
/** A shorter text says too little of who wrote it: measured in measure-voice.test.ts. */
export const ENOUGH_WORDS = 40;
/** The most frequent ones of all texts; rarer ones depend on the subject. */
const MOST: Record<Exclude<Part, "shape">, number> = { grams: 300, functionWords: 80 };
/** One text on either side of an author's mean is no outlier. */
const FAR = 3;

/** Where a text stands in every feature of a part, in deviations from the mean of all authors. */
const placeOf = (style: Style, part: Part, features: Profile["features"][Part]): number[] =>
  features.map(({ name, mean, deviation }) => {
    const place = deviation === 0 ? 0 : (amountOf(style, part, name) - mean) / deviation;
    return Math.max(-FAR, Math.min(FAR, place));
  });

/** 0 same direction, 1 opposite one (Cosine Delta, Evert et al. 2017). */
function apart(a: readonly number[], b: readonly number[]): number {
  let [dot, left, right] = [0, 0, 0];
  for (const [at, x] of a.entries()) {
    const y = b[at] ?? 0;
    dot += x * y;
    left += x * x;
    right += y * y;
  }
  return left === 0 || right === 0 ? 0.5 : (1 - dot / Math.sqrt(left * right)) / 2;
}

const amountOf = (style: Style, part: Part, name: string): number =>
  part === "shape" ? style.shape[name as Shape] : (style[part].get(name) ?? 0);

/** Features of a part over texts of all authors; every author weighs the same, however many texts there are. */
function featuresOf(
  authors: readonly (readonly Sample[])[],
  part: Part,
): Omit<Profile["features"][Part][number], "place">[] {
  const all = authors.flatMap((texts) => texts.map(({ style, weight }) => ({ style, share: weight / sum(texts) })));
  const total = authors.filter((texts) => texts.length > 0).length;
  const names = part === "shape" ? SHAPES : frequent(all, part);
  return names.map((name) => {
    const mean = all.reduce((acc, { style, share }) => acc + share * amountOf(style, part, name), 0) / total;
    const variance =
      all.reduce((acc, { style, share }) => acc + share * (amountOf(style, part, name) - mean) ** 2, 0) / total;
    return { name, mean, deviation: Math.sqrt(variance) };
  });
}

const sum = (texts: readonly Sample[]): number => texts.reduce((acc, { weight }) => acc + weight, 0);

function frequent(all: readonly { style: Style; share: number }[], part: "grams" | "functionWords"): string[] {
  const shares = new Map<string, number>();
  for (const { style, share } of all)
    for (const [name, each] of style[part]) shares.set(name, (shares.get(name) ?? 0) + share * each);
  // The name decides between equals, so that the same texts always give the same profile.
  return [...shares]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MOST[part])
    .map(([name]) => name);
}

function placedFeatures(mine: readonly Sample[], theirs: readonly (readonly Sample[])[]): Profile["features"] {
  const features = (part: Part) => {
    const bare = featuresOf([mine, ...theirs], part).map((feature) => ({ ...feature, place: 0 }));
    const centre = centreOf(mine, part, bare);
    return bare.map((feature, at) => ({ ...feature, place: centre[at] ?? 0 }));
  };
  return { grams: features("grams"), functionWords: features("functionWords"), shape: features("shape") };
}

const farFrom = (style: Style, features: Profile["features"]): Record<Part, number> => {
  const far = (part: Part) =>
    apart(
      placeOf(style, part, features[part]),
      features[part].map(({ place }) => place),
    );
  return { grams: far("grams"), functionWords: far("functionWords"), shape: far("shape") };
};

/** The author's mean place in every feature. */
function centreOf(texts: readonly Sample[], part: Part, features: Profile["features"][Part]): number[] {
  const total = sum(texts);
  const centre = features.map(() => 0);
  for (const { style, weight } of texts)
    for (const [at, place] of placeOf(style, part, features).entries())
      centre[at] = (centre[at] ?? 0) + (weight * place) / total;
  return centre;
}

/**
 * Measures an author's texts against those of at least one other author, all in one language. The same texts give the
 * same profile.
 */
export function measureVoice(
  mine: readonly Sample[],
  others: readonly (readonly Style[])[],
  language: string,
): Profile {
  const theirs = others.map((styles) => styles.map((style) => ({ style, weight: 1 })));
  const made = placedFeatures(mine, theirs);
  // Nobody is judged by a profile that has seen them: neither the author's texts nor, as far as there are several, the others.
  const own = mine.map((text) => {
    const rest = mine.filter((other) => other !== text);
    return rest.length === 0 ? farFrom(text.style, made) : farFrom(text.style, placedFeatures(rest, theirs));
  });
  const foreign = theirs.flatMap((author) => {
    const rest = theirs.filter((other) => other !== author);
    const without = rest.length === 0 ? made : placedFeatures(mine, rest);
    return author.map(({ style }) => farFrom(style, without));
  });
  const scale = (part: Part) => ({
    own: mean(own.map((far) => far[part])),
    other: mean(foreign.map((far) => far[part])),
  });
  const shape = Object.fromEntries(
    SHAPES.map((name) => {
      const values = mine.map(({ style }) => style.shape[name]);
      const middle = mean(values);
      return [name, { mean: middle, deviation: Math.sqrt(mean(values.map((each) => (each - middle) ** 2))) }];
    }),
  ) as Profile["shape"];
  return {
    version: PROFILE_VERSION,
    language,
    samples: mine.length,
    words: mine.reduce((acc, { style }) => acc + style.words, 0),
    features: made,
    shape,
    scale: { grams: scale("grams"), functionWords: scale("functionWords"), shape: scale("shape") },
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((acc, each) => acc + each, 0) / values.length;

/** 0: as the author's own texts are held out · 1: as the others' texts are, and beyond. */
export type Distance = { total: number; parts: Record<Part, number>; words: number };

/** How far a text is from an author. */
export function distanceTo(style: Style, profile: Profile): Distance {
  const far = farFrom(style, profile.features);
  const part = (name: Part): number => {
    const { own, other } = profile.scale[name];
    return other <= own ? 0.5 : Math.max(0, Math.min(1, (far[name] - own) / (other - own)));
  };
  const parts = { grams: part("grams"), functionWords: part("functionWords"), shape: part("shape") };
  return { total: mean(PARTS.map((name) => parts[name])), parts, words: style.words };
}
