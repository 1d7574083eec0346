/** What each network takes, written down from the vendors' own pages apart from the product's table (2026-11). */
type Limit = { characters: number; count: (text: string) => number; parts: number; hashtags: number };

const graphemes = (text: string): number =>
  [...new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)].length;
const units = (text: string): number => text.length;
/** X: links count 23, most Latin text 1, emoji and East Asian letters 2. */
const weighted = (text: string): number =>
  [...text.replace(/https?:\/\/\S+/gu, "x".repeat(23))].reduce((sum, letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return (
      sum +
      (code <= 0x10ff ||
      (code >= 0x2000 && code <= 0x200d) ||
      (code >= 0x2010 && code <= 0x201f) ||
      (code >= 0x2032 && code <= 0x2037)
        ? 1
        : 2)
    );
  }, 0);

const LIMITS: Readonly<Record<string, Limit>> = {
  x: { characters: 280, count: weighted, parts: 25, hashtags: Number.POSITIVE_INFINITY },
  linkedin: { characters: 3000, count: units, parts: 1, hashtags: Number.POSITIVE_INFINITY },
  instagram: { characters: 2200, count: units, parts: 1, hashtags: 30 },
  facebook: { characters: 63_206, count: units, parts: 1, hashtags: Number.POSITIVE_INFINITY },
  hub: { characters: 20_000, count: graphemes, parts: 1, hashtags: Number.POSITIVE_INFINITY },
  bluesky: { characters: 300, count: graphemes, parts: 25, hashtags: Number.POSITIVE_INFINITY },
  threads: { characters: 500, count: units, parts: 25, hashtags: 1 },
  mastodon: { characters: 500, count: graphemes, parts: 25, hashtags: Number.POSITIVE_INFINITY },
  tiktok: { characters: 2200, count: units, parts: 1, hashtags: Number.POSITIVE_INFINITY },
  youtube: { characters: 5000, count: units, parts: 1, hashtags: 60 },
  blog: { characters: Number.POSITIVE_INFINITY, count: units, parts: 1, hashtags: Number.POSITIVE_INFINITY },
  newsletter: { characters: Number.POSITIVE_INFINITY, count: units, parts: 1, hashtags: Number.POSITIVE_INFINITY },
  pinterest: { characters: 800, count: units, parts: 1, hashtags: Number.POSITIVE_INFINITY },
};

/** What of a post its network would refuse; a network this table does not know is said, never passed over. */
export function refusals(network: string, parts: readonly string[]): string[] {
  const limit = LIMITS[network];
  if (limit === undefined) return [`The checker knows no limits of ${network}.`];
  return [
    ...(parts.length === 0 || parts.length > limit.parts ? [`${parts.length} parts`] : []),
    ...parts.flatMap((text, part) => {
      const tags = text.match(/(?<![\p{L}\p{N}&])#[\p{L}\p{N}_]+/gu)?.length ?? 0;
      return [
        ...(text.trim() === "" ? [`part ${part + 1} is empty`] : []),
        ...(limit.count(text) > limit.characters
          ? [`part ${part + 1}: ${limit.count(text)} of ${limit.characters}`]
          : []),
        ...(tags > limit.hashtags ? [`part ${part + 1}: ${tags} hashtags`] : []),
      ];
    }),
  ];
}
