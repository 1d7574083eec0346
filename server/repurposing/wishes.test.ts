import { describe, expect, it } from "vitest";
import { FORMAT_FILES } from "./formats/all";
import { draftShape } from "./formats/format";
import type { Controls, Draft } from "./input";
import { gatedWishes, isTranslated, wishedShape, withWishes } from "./wishes";

const { x, linkedin } = FORMAT_FILES;
const carousel = FORMAT_FILES["linkedin-carousel"];
const single = FORMAT_FILES["x-post"];

const draft = (...texts: string[]): Draft => ({
  title: null,
  parts: texts.map((text) => ({ sentences: [{ text, passageIds: ["p1"], kind: "claim" as const }] })),
  hashtags: ["One", "#two", "Three"],
});
const textsOf = (said: Draft, controls: Controls, format = linkedin) => {
  const shape = wishedShape(draftShape(format), controls);
  return format.assemble(withWishes(said, format, { shape, controls })).parts.map(({ text }) => text);
};

describe("the shape asked for", () => {
  it("is the format's own when nothing is asked", () => {
    const shape = draftShape(linkedin);
    const { measure: _, ...plain } = wishedShape(shape, {});
    expect({ ...plain, measure: shape.measure }).toEqual(shape);
  });

  it("is shorter or longer in its text, in a thread by its parts, and in its slides", () => {
    expect(wishedShape(draftShape(linkedin), { length: "short" }).target).toBe(650);
    expect(wishedShape(draftShape(linkedin), { length: "long" }).target).toBe(2080);
    expect(wishedShape(draftShape(x), { length: "short" })).toMatchObject({ maxParts: 5, target: 240 });
    expect(wishedShape(draftShape(x), { length: "long" }).maxParts).toBe(10);
    expect(wishedShape(draftShape(carousel), { length: "short" }).slides?.max).toBe(5);
  });

  it.each<[Controls, number]>([
    [{}, 4],
    [{ hashtags: "max" }, 4],
    [{ hashtags: "few" }, 2],
    [{ hashtags: "none" }, 0],
  ])("%j: %i hashtags at most", (controls, most) => {
    expect(wishedShape(draftShape(linkedin), controls).maxHashtags).toBe(most);
  });

  it("keeps room for the closing words in a single post", () => {
    const callToAction = "Read it all at example.com.";
    expect(wishedShape(draftShape(single), { callToAction }).limit).toBeLessThan(280 - 20);
    expect(wishedShape(draftShape(x), { callToAction }).limit).toBe(280);
  });
});

describe("what needs no model", () => {
  it("puts house hashtags first, each once, and no more than asked for", () => {
    expect(textsOf(draft("A."), { houseTags: ["#House", "two"], hashtags: "few" })).toEqual(["A.\n\n#House #two"]);
    expect(textsOf(draft("A."), { hashtags: "none" })).toEqual(["A."]);
  });

  it("closes with the person's own words", () => {
    expect(textsOf(draft("A."), { callToAction: "Come by.", hashtags: "none" })).toEqual(["A.\n\nCome by."]);
    const full = draft("A.", "b".repeat(275));
    expect(textsOf(full, { callToAction: "Come by.", hashtags: "none" }, x)).toEqual([
      "A.",
      "b".repeat(275),
      "Come by.",
    ]);
  });

  it("leaves the closing words out where a single post has no room, and says so", () => {
    const controls = { callToAction: "Come by.", hashtags: "none" as const };
    expect(textsOf(draft("b".repeat(280)), controls, single)).toEqual(["b".repeat(280)]);
    expect(gatedWishes(draftShape(single), controls).callToAction).toBe("Come by.");
  });

  it("takes emoji out where none are wanted, but not out of quotations", () => {
    const said = draft("Ships 🚢 came.", "Gone 🎉");
    said.parts.push({ sentences: [{ text: "“We won 🎉” — Ada", passageIds: ["p1"], kind: "quote" }] });
    const controls: Controls = { emoji: "none", hashtags: "none" };
    expect(textsOf(said, controls, x)).toEqual(["Ships came.", "Gone", "“We won 🎉” — Ada"]);
  });
});

it.each([
  ["en", undefined, false],
  ["en", "en-GB", false],
  ["pt-BR", "pt", false],
  ["en", "de", true],
])("from %s to %s is a translation: %s", (source, wished, expected) => {
  expect(isTranslated(source, wished)).toBe(expected);
});
