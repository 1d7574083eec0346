import { describe, expect, it } from "vitest";
import { wordsOf } from "./words";

describe("words", () => {
  it.each([
    [
      "en",
      "Don’t panic: 1,000.5 items, state-of-the-art.",
      ["don't", "panic", "1,000.5", "items", "state", "of", "the", "art"],
    ],
    ["fr", "L'école d'été", ["l", "école", "d", "été"]],
    ["ar", "زرعت المدرسة حديقة", ["زرعت", "المدرسة", "حديقة"]],
    ["hi", "नमस्ते दुनिया", ["नमस्ते", "दुनिया"]],
    ["xx-unknown", "Kedu ka ị mere?", ["kedu", "ka", "ị", "mere"]],
  ])("of %s are found", (language, text, expected) => {
    expect(wordsOf(text, language).map((word) => word.text)).toEqual(expected);
  });

  it("of a script without spaces come from the dictionary, with offsets", () => {
    const text = "全市只有46辆公交车。";
    const words = wordsOf(text, "zh");
    expect(words.length).toBeGreaterThan(3);
    for (const word of words) expect(text.slice(word.start, word.end).toLowerCase()).toBe(word.text);
  });
});
