import { describe, expect, it } from "vitest";
import { gateBannedPhrases } from "./banned-phrases";
import { draftOf } from "./draft-of";

describe("banned phrases", () => {
  it.each([
    ["game-changer", "A real Game-Changer for ports.", 1],
    ["cheap", "Cheaper by a third.", 0],
    ["low  cost", "It is low\u00a0cost.", 1],
    ["don't", "We don’t know.", 1],
    ["c++ (beta)", "Written in C++ (beta) by hand.", 1],
    ["便宜", "这里很便宜。", 1],
    ["", "Anything.", 0],
  ])("“%s” in “%s”: %i", (phrase, text, expected) => {
    const input = draftOf([{ text }], ["A passage."], { voice: { bannedPhrases: [phrase] } });
    expect(gateBannedPhrases(input)).toHaveLength(expected);
  });

  it("are found in the title too", () => {
    const input = draftOf([{ text: "A port." }], ["A port."], { voice: { bannedPhrases: ["cheap"] } });
    expect(gateBannedPhrases({ ...input, title: "Cheap thrills" })).toMatchObject([
      { part: null, span: { start: 0, end: 5 } },
    ]);
  });
});
