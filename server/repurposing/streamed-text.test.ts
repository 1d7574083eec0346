import { describe, expect, it } from "vitest";
import { readableText } from "./streamed-text";

const DRAFT = {
  title: 'A "port" in March',
  parts: [
    { sentences: [{ text: "Boxes moved — 4,200 of them.", passageIds: ["p1"], kind: "hook" }] },
    {
      sentences: [
        { text: "Cranes stood still.", passageIds: ["p2"], kind: "claim" },
        { text: "\n\nRail helped 🚆.", passageIds: ["p3"], kind: "claim" },
      ],
    },
  ],
  hashtags: ["#Port"],
};

describe("the text written so far", () => {
  it("only grows while the JSON comes in, whatever the cut", () => {
    const json = JSON.stringify(DRAFT);
    let before = "";
    for (let end = 0; end <= json.length; end += 1) {
      const text = readableText(json.slice(0, end));
      expect(text.startsWith(before.trimEnd())).toBe(true);
      before = text;
    }
    expect(before).toBe('A "port" in March\n\nBoxes moved — 4,200 of them.\n\nCranes stood still.\n\nRail helped 🚆.');
  });

  it.each(["", "  ", "Sure, here is", '{"parts":', '{"parts":[null', '{"parts":"x"}', "[1,2"])(
    "is empty for %j",
    (json) => {
      expect(readableText(json)).toBe("");
    },
  );

  it("survives a fence and escapes cut in two", () => {
    expect(readableText('```json\n{"parts":[{"sentences":[{"text":"Caf\\u00')).toMatch(/^Caf/u);
    expect(readableText('{"parts":[{"sentences":[{"text":"A line\\')).toBe("A line");
  });
});
