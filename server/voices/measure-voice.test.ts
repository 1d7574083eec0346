import { describe, expect, test } from "vitest";
import { accuracyOf, checkVoice } from "./check-voice";
import { PLAIN_AUTHOR } from "./fixtures/plain-author";
import { distanceTo, ENOUGH_WORDS, measureVoice } from "./measure-voice";
import { readStyle, type Style } from "./read-style";
import { REFERENCES } from "./references";

const AUTHORS = [PLAIN_AUTHOR, ...(REFERENCES["en"] ?? [])];
const styles = (texts: readonly string[]) => texts.map((text) => readStyle(text, "en"));
const samples = (texts: readonly string[], weight = 1) => styles(texts).map((style) => ({ style, weight }));
const [PLAIN = [], ...REST] = AUTHORS.map(styles);
const first = (text: string, words: number) => text.split(" ").slice(0, words).join(" ");

/** Mean accuracy over authors, every text judged by profiles that have not seen it, by its first words alone. */
function accuracy(authors: readonly (readonly string[])[], words = 1_000): number {
  const cut = new Map<Style, Style>();
  const read = authors.map((texts) =>
    texts.map((text) => {
      const style = readStyle(text, "en");
      cut.set(style, readStyle(first(text, words), "en"));
      return style;
    }),
  );
  const begin = (style: Style) => cut.get(style) ?? style;
  const each = read.map((own, at) => {
    const others = read.filter((_, other) => other !== at);
    return accuracyOf(
      checkVoice(
        own.map((style) => ({ style, weight: 1 })),
        others,
        { language: "en", begin },
      ),
    );
  });
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}

describe("a measured voice", () => {
  test("tells four authors apart by texts it has not seen, on the same six subjects; very few words tell less", () => {
    const found = [5, 15, 25, ENOUGH_WORDS, 60, 80].map((words) => ({ words, share: accuracy(AUTHORS, words) }));
    console.info(found.map(({ words, share }) => `${words} words: ${(100 * share).toFixed(0)} %`).join(", "));
    for (const { share } of found.filter(({ words }) => words >= ENOUGH_WORDS))
      expect(share).toBeGreaterThanOrEqual(0.85);
    expect(found[0]?.share).toBeLessThan(0.8);
  });

  test("finds no voice where there is none: texts dealt out to authors at random", () => {
    const dealt = AUTHORS.map((_, author) => AUTHORS.map((texts, from) => texts[(author + from) % 6] ?? ""));
    expect(accuracy(dealt)).toBeLessThan(0.65);
  });

  test("is the same for the same texts, whatever order they come in, and plain data", () => {
    const own = samples(PLAIN_AUTHOR);
    const profile = measureVoice(own, REST, "en");
    expect(measureVoice(samples(PLAIN_AUTHOR), REST, "en")).toEqual(profile);
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
    const [text = readStyle("", "en")] = REST[0] ?? [];
    const turned = measureVoice(own.toReversed(), REST, "en");
    expect(distanceTo(text, turned).total).toBeCloseTo(distanceTo(text, profile).total, 9);
  });

  test("a text that counts little moves the voice little", () => {
    const [foreign = [], ...rest] = REST;
    const far = (weight: number) => {
      const mixed = [
        ...PLAIN.map((style) => ({ style, weight: 1 })),
        ...foreign.slice(0, 4).map((style) => ({ style, weight })),
      ];
      const profile = measureVoice(mixed, rest, "en");
      return profile.features.shape.map(({ place }) => place);
    };
    const alone = measureVoice(samples(PLAIN_AUTHOR), rest, "en").features.shape.map(({ place }) => place);
    const moved = (places: number[]) => places.reduce((sum, place, at) => sum + Math.abs(place - (alone[at] ?? 0)), 0);
    expect(moved(far(0.1))).toBeLessThan(moved(far(1)));
  });

  test.each(["", "!!!", "https://example.org #tag", "好".repeat(40)])("an odd text %j has a distance too", (text) => {
    const { total } = distanceTo(readStyle(text, "en"), measureVoice(samples(PLAIN_AUTHOR), REST, "en"));
    expect(total).toBeGreaterThanOrEqual(0);
    expect(total).toBeLessThanOrEqual(1);
  });
});
