import { describe, expect, test } from "vitest";
import { alignPassages } from "./align-passages";

const listed = (texts: string[], prefix: string) => texts.map((text, at) => ({ id: `${prefix}${at}`, text }));

/** State and new place of every sentence, in the order of the first reading. */
function fates(before: string[], after: string[], language = "en") {
  const old = listed(before, "b");
  const found = alignPassages(new Set(old.map(({ id }) => id)), { before: old, after: listed(after, "a"), language });
  return old.map(({ id }) => `${found.get(id)?.state} ${found.get(id)?.now?.id ?? "-"}`);
}

describe("what became of a sentence", () => {
  test.each([
    [
      "the same reading",
      ["A cat sat.", "A dog ran."],
      ["A cat sat.", "A dog ran."],
      ["unaffected a0", "unaffected a1"],
    ],
    [
      "something put in before it is no move",
      ["The harbour opens at nine.", "Boats wait."],
      ["News first.", "The harbour opens at nine.", "Boats wait."],
      ["unaffected a1", "unaffected a2"],
    ],
    [
      "another order is a move",
      ["One is first here.", "Two is second here.", "Three is third here."],
      ["Three is third here.", "One is first here.", "Two is second here."],
      ["unaffected a1", "unaffected a2", "moved a0"],
    ],
    [
      "another number is a change",
      ["Last year 4,200 boats came in.", "Most were small."],
      ["Last year 4,300 boats came in.", "Most were small."],
      ["changed a0", "unaffected a1"],
    ],
    [
      "what is left out is gone",
      ["Sensors cost a lot of money.", "Lee agrees."],
      ["Lee agrees."],
      ["gone -", "unaffected a0"],
    ],
    [
      "what is written anew is gone, not changed",
      ["The council wants sensors on the wall."],
      ["Nobody has asked the fishermen yet."],
      ["gone -"],
    ],
    [
      "quotation marks and spaces are typography",
      ["“A book  cannot be hacked,” she says."],
      ['"A book cannot be hacked," she says.'],
      ["unaffected a0"],
    ],
    [
      "of two alike the nearer one",
      ["Ten boats came.", "x y z", "Ten boats went."],
      ["Ten boats sank.", "x y z", "Ten boats sank."],
      ["changed a0", "unaffected a1", "changed a2"],
    ],
    [
      "a script without spaces",
      ["港は一日に二回、九メートル上がる。"],
      ["港は一日に二回、八メートル上がる。"],
      ["changed a0"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(fates(before, after, /\p{Script=Han}/u.test(before[0] ?? "") ? "ja" : "en")).toEqual(expected);
  });

  test("two readings of ten thousand sentences with nothing in common are told apart by words alone", () => {
    const many = (word: string) => Array.from({ length: 10_000 }, (_, at) => `${word} number ${at} stands here.`);
    const before = [...many("Alpha"), "The one that stayed."];
    const after = ["The one that stayed.", ...many("Omega")];
    const old = listed(before, "b");
    const found = alignPassages(new Set(["b10000"]), { before: old, after: listed(after, "a"), language: "en" });
    expect(found.get("b10000")).toMatchObject({ now: { id: "a0" } });
  });
});
