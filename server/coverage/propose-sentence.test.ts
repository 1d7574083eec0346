import { describe, expect, test } from "vitest";
import { proposeSentence } from "./propose-sentence";

const WAS = "Last year 4,200 boats came in, 12 percent more than the year before.";

describe("what a changed passage means for a sentence", () => {
  test.each([
    ["a number", "4,200 boats came in.", WAS, WAS.replace("4,200", "4,310"), "4,310 boats came in."],
    [
      "a number spelled otherwise",
      "Some 4200 boats came.",
      WAS,
      WAS.replace("4,200", "4,310"),
      "Some 4,310 boats came.",
    ],
    [
      "two numbers",
      "4,200 boats: 12 percent more.",
      WAS,
      WAS.replace("4,200", "4,310").replace("12", "15"),
      "4,310 boats: 15 percent more.",
    ],
    [
      "a name",
      "Ann Lee keeps the log.",
      "Harbour master Ann Lee has kept the log.",
      "Harbour master Mary Poole has kept the log.",
      "Mary Poole keeps the log.",
    ],
    [
      "a part of a name",
      "Lee is not against it.",
      "Lee is not against the sensors.",
      "Poole is not against the sensors.",
      "Poole is not against it.",
    ],
    [
      "a year",
      "She began in 1998.",
      "She has kept it since 1998.",
      "She has kept it since 1999.",
      "She began in 1999.",
    ],
    [
      "a number in words",
      "Five years beside each other.",
      "It is kept for five years.",
      "It is kept for seven years.",
      "seven years beside each other.",
    ],
    [
      "money with its sign",
      "It costs £180,000.",
      "The sensors cost £180,000.",
      "The sensors cost €210,000.",
      "It costs €210,000.",
    ],
    [
      "German",
      "Der Hafen zählte 4.200 Boote.",
      "Im Jahr kamen 4.200 Boote.",
      "Im Jahr kamen 4.350 Boote.",
      "Der Hafen zählte 4.350 Boote.",
    ],
  ])("%s is put in place", (...[, sentence, was, now, text]) => {
    const language = /[ä]/u.test(sentence) ? "de" : "en";
    const proposal = proposeSentence({ sentence, was, now, language });
    expect(proposal).toMatchObject({ kind: "replace" });
    expect(proposal.kind === "replace" && proposal.text.toLowerCase()).toBe(text.toLowerCase());
  });

  test.each([
    ["what changed is not in it", "12 percent more than before.", WAS, WAS.replace("4,200", "4,310"), "untouched"],
    [
      "a part of a number is not it",
      "The 200 berths are full.",
      "We have 200 berths.",
      "We have 250 berths.",
      "replace",
    ],
    [
      "the same digits inside another number",
      "4,200 boats.",
      "We have 200 berths.",
      "We have 250 berths.",
      "untouched",
    ],
    ["a word changed", "Boats came in.", WAS, WAS.replace("more", "fewer"), "unclear"],
    ["a negation", "Lee is against it.", "Lee is against the sensors.", "Lee is not against the sensors.", "unclear"],
    ["words were added", "4,200 boats came in.", WAS, `Only by an estimate, ${WAS}`, "unclear"],
    ["the number stands twice", "12 boats, 12 percent.", "It was 12 percent.", "It was 15 percent.", "unclear"],
    ["only a part of a name is in it", "Lee keeps the log.", "Ann Lee keeps it.", "Mary Poole keeps it.", "unclear"],
    ["a name is bent", "Hamburgs Hafen.", "Hamburg wächst.", "Bremen wächst.", "unclear"],
    ["a number became words", "4,200 boats came in.", WAS, WAS.replace("4,200", "many"), "unclear"],
    ["two facts were swapped with a third", "Ann met Bo.", "Ann met Bo.", "Bo met Ann and Cy.", "unclear"],
  ])("%s", (...[, sentence, was, now, kind]) => {
    expect(proposeSentence({ sentence, was, now, language: "en" }).kind).toBe(kind);
  });

  test("what opens a sentence keeps its capital", () => {
    const said = { was: "It is kept for five years.", now: "It is kept for seven years.", language: "en" };
    expect(proposeSentence({ ...said, sentence: "Five years is long." })).toEqual({
      kind: "replace",
      text: "Seven years is long.",
    });
  });
});
