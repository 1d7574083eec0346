import { describe, expect, it } from "vitest";
import { draftOf } from "./draft-of";
import { isHardFailure } from "./gate";
import { gateSentence, runGates } from "./run-gates";

const PASSAGES = ["The port moved 4,200 boxes.", "Cranes stood still for nine days."];

describe("gates", () => {
  it("say pass once each for a faithful draft", () => {
    const input = draftOf([{ text: "4,200 boxes went through the port.", kind: "hook" }], PASSAGES);
    const results = runGates(input);
    expect(new Set(results.map((result) => result.state))).toEqual(new Set(["pass"]));
    expect(new Set(results.map((result) => result.gate)).size).toBe(results.length);
    expect(results.some(isHardFailure)).toBe(false);
  });

  it("say what is wrong, where, and whether it forbids scheduling", () => {
    const input = draftOf([{ text: "Fine." }, { text: "The port moved 9,900 cheap boxes." }], PASSAGES, {
      voice: { bannedPhrases: ["cheap"] },
    });
    const failed = runGates(input).filter((result) => result.state === "fix");
    expect(failed.map((result) => [result.gate, result.part, result.sentence, isHardFailure(result)])).toEqual([
      ["figures", 0, 1, true],
      ["banned_phrases", 0, 1, false],
    ]);
    const span = failed[0]?.span;
    expect(input.parts[0]?.text.slice(span?.start, span?.end)).toBe("9,900");
  });

  it("look at one sentence after it was edited", () => {
    const input = draftOf(
      [{ text: "It moved 1 box." }, { text: "It moved 4,200 boxes." }, { text: "See @nobody." }],
      PASSAGES,
    );
    const failures = (sentence: number) =>
      gateSentence(input, { part: 0, sentence })
        .filter(isHardFailure)
        .map((result) => result.gate);
    expect([failures(0), failures(1), failures(2)]).toEqual([["figures"], [], ["links"]]);
  });

  it("do not trace what has no source", () => {
    const results = runGates(draftOf([{ text: "We moved 9,900 boxes.", cites: [] }], []));
    expect(results.some(isHardFailure)).toBe(false);
    expect(results.filter((result) => result.state === "not_checked")).toHaveLength(9);
  });
});
