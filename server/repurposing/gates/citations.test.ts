import { describe, expect, it } from "vitest";
import { gateCitations, gateLooseText } from "./citations";
import { draftOf, firstOf } from "./draft-of";

const PASSAGES = ["One.", "Two.", "Three.", "Four."];

describe("citations", () => {
  it.each([
    [["p1"], "claim", 0],
    [["p1", "p2", "p3"], "hook", 0],
    [[], "call_to_action", 0],
    [[], "claim", 1],
    [[], "hook", 1],
    [["p9"], "claim", 1],
    [["p9"], "call_to_action", 1],
    [["p1", "p2", "p3", "p4"], "claim", 1],
  ] as const)("%j of a %s give %i findings", (cites, kind, expected) => {
    const input = draftOf([{ text: "A sentence.", cites: [...cites], kind }], PASSAGES);
    expect(gateCitations(firstOf(input), input)).toHaveLength(expected);
  });

  it.each([
    ["The harbour grew again.", "Harbours grow.", 0],
    ["Astronauts repaired telescopes above distant planets.", "The harbour grew.", 1],
    ["Wow, really?", "The harbour grew.", 0],
  ])("“%s” and “%s” speak of the same: %i doubts", (text, passage, expected) => {
    const input = draftOf([{ text }], [passage]);
    expect(gateCitations(firstOf(input), input)).toHaveLength(expected);
  });

  it("are missed by text that belongs to no sentence, hashtags apart", () => {
    const input = draftOf([{ text: "A sentence." }], PASSAGES);
    const [part] = input.parts;
    const withText = (text: string) => ({ ...input, parts: [{ text, sentences: part?.sentences ?? [] }] });
    expect(gateLooseText(withText("A sentence.\n\n#Port #NightShift"))).toEqual([]);
    expect(gateLooseText(withText("A sentence. And one more."))).toMatchObject([{ part: 0, span: { start: 11 } }]);
  });
});
