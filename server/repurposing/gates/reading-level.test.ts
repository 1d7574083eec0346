import { describe, expect, it } from "vitest";
import { draftOf } from "./draft-of";
import type { ReadingLevel } from "./gate";
import { gateReadingLevel, readingEase } from "./reading-level";

const EASY = "The port is open. Ships come in. Men lift the boxes. The wind is cold. A dog runs on the quay. ".repeat(
  3,
);
const HARD =
  "Notwithstanding considerable infrastructural deterioration, municipal administrators systematically underestimated organisational responsibilities, consequently necessitating extraordinarily complicated interdepartmental negotiations regarding environmental compensation, subsequently institutionalised through comprehensive regulatory harmonisation initiatives encompassing international transportation authorities, environmental organisations and representative professional associations. ".repeat(
    2,
  );

function states(text: string, readingLevel: ReadingLevel | null, language = "en"): string[] {
  const input = draftOf([{ text }], ["A port."], { language, voice: { bannedPhrases: [], readingLevel } });
  return gateReadingLevel(input).map(({ state }) => state);
}

describe("reading level", () => {
  it.each([
    [EASY, "plain", "en", []],
    [HARD, "expert", "en", ["fix"]],
    [HARD, "plain", "en", ["fix"]],
    [HARD, null, "en", []],
    ["Short.", "plain", "en", ["not_checked"]],
    [EASY, "plain", "cy", ["not_checked"]],
  ] as const)("%#", (text, level, language, expected) => {
    expect(states(text, level, language)).toEqual(expected);
  });

  it("of a plain text is higher than that of a hard one", () => {
    expect(readingEase(EASY, "en")).toBeGreaterThan(90);
    expect(readingEase(HARD, "en")).toBe(0);
  });
});
