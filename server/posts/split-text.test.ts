import { expect, test } from "vitest";
import { RULES } from "@/server/networks/rules";
import { splitText } from "@/server/posts/split-text";

const rules = { ...RULES.x, text: { ...RULES.x.text, limit: 30 } };
const split = (text: string) => splitText(text, rules, "en");

test("a text that fits stays as it is", () => {
  expect(split("One line.\n\nAnother one.")).toEqual(["One line.\n\nAnother one."]);
  expect(split("")).toEqual([""]);
});

test("a longer one is cut between sentences, as late as can be", () => {
  expect(split("One sentence here. Two here. Then a third.\n\nAnd a fourth one.")).toEqual([
    "One sentence here. Two here.",
    "Then a third.",
    "And a fourth one.",
  ]);
});

test("a sentence that is too long stays whole", () => {
  const long = "This sentence is far longer than the limit allows it to be.";
  expect(split(`Short. ${long} Short again.`)).toEqual(["Short.", long, "Short again."]);
});
