import { describe, expect, test } from "vitest";
import { chosenText, stretchesOf } from "./changes";

const all = (stretches: ReturnType<typeof stretchesOf>) => new Set(stretches.keys());

describe("what a proposal changes", () => {
  test.each<[string, string, string, number]>([
    ["a word", "The ships came in.", "The boats came in.", 1],
    ["nothing", "The ships came in.", "The ships came in.", 0],
    ["everything", "Ships.", "Boats came", 1],
    ["neighbouring words at once", "one two three four", "one TWO THREE four", 1],
    ["two places", "one two three four", "ONE two three FOUR", 2],
    ["a script without spaces", "港口很忙", "港口不忙", 1],
    ["emoji and line breaks", "A 👋\n\nB", "A\n\nB 👨‍👩‍👧", 2],
    ["from nothing", "", "All new", 1],
  ])("%s", (_, before, after, changes) => {
    const stretches = stretchesOf(before, after, "und");
    expect(stretches.filter(({ kind }) => kind === "change")).toHaveLength(changes);
    expect(chosenText(stretches, new Set())).toBe(after);
    expect(chosenText(stretches, all(stretches))).toBe(before);
  });

  test("each change is taken or left by itself", () => {
    const stretches = stretchesOf("one two three four", "ONE two three FOUR", "en");
    expect(chosenText(stretches, new Set([0]))).toBe("one two three FOUR");
  });
});
