import { describe, expect, it } from "vitest";
import { gapAfter, sentencesOf } from "./sentences";

describe("sentences", () => {
  it.each([
    [
      "en",
      "Dr. Smith met J. Cole at 5 p.m. in May. It went well.",
      ["Dr. Smith met J. Cole at 5 p.m. in May.", "It went well."],
    ],
    [
      "de",
      "Das kostet ca. 5 Mio. Euro. Wir zahlen z. B. bar.",
      ["Das kostet ca. 5 Mio. Euro.", "Wir zahlen z. B. bar."],
    ],
    ["zh", "他来了。她走了！", ["他来了。", "她走了！"]],
    ["ar", "ماذا حدث؟ لا شيء.", ["ماذا حدث؟", "لا شيء."]],
    ["en", "no full stop at all", ["no full stop at all"]],
    ["en", "   ", []],
  ])("of %s: %s", (language, text, expected) => {
    expect(sentencesOf(text, language)).toEqual(expected);
  });

  it("are joined without a space after a full-width stop", () => {
    expect(gapAfter("他来了。")).toBe("");
    expect(gapAfter("He came.")).toBe(" ");
  });
});
