import { describe, expect, it } from "vitest";
import { draftOf, firstOf } from "./draft-of";
import { gateQuotes } from "./quotes";

function messages(text: string, passages: string[], language = "en"): string[] {
  const input = draftOf([{ text, kind: "quote" }], passages, { language });
  return gateQuotes(firstOf(input), input).map((finding) => finding.message);
}

describe("quotations", () => {
  it.each([
    ["“We will find the money elsewhere,” she said.", '"We will find the money elsewhere," she said.', "en"],
    ["“we will find the money” — R. M.", "We will  find the\u00a0money.", "en"],
    ["“We will … find it elsewhere” — R. M.", "We will look hard and find it elsewhere.", "en"],
    ["“We [the council] will find the money”", "We will find the money.", "en"],
    ["„Der Wald stirbt nicht, er zieht um“ — K. B.", "»Der Wald stirbt nicht, er zieht um«, sagt er.", "de"],
    ["«\u00a0On jette moins de pain\u00a0» — N. B.", "« On jette moins de pain », raconte-t-elle.", "fr"],
    ["「選べないほど多い棚は同じです」", "「選べないほど多い棚は同じです」と話す。", "ja"],
    ["“It’s not that simple” — A.", "It's not that simple.", "en"],
    ["They call it a “smart harbour”.", "They call it modern.", "en"],
  ])("%s is exact", (text, passage, language) => {
    expect(messages(text, [passage], language)).toEqual([]);
  });

  it.each([
    ["“We will find money elsewhere,” she said.", "We will find the money elsewhere.", "en"],
    ["“We will not find the money,” she said.", "We will find the money.", "en"],
    ["“find it elsewhere … We will look” — R. M.", "We will look hard and find it elsewhere.", "en"],
    ["„Der Wald lebt nicht, er zieht um“", "Der Wald stirbt nicht, er zieht um.", "de"],
  ])("%s is not", (text, passage, language) => {
    expect(messages(text, [passage], language)).toHaveLength(1);
  });

  it("come with the words that are meant", () => {
    const input = draftOf(
      [{ text: "“We will find money elsewhere,” she said.", kind: "quote" }],
      ["We will find the money elsewhere."],
    );
    expect(gateQuotes(firstOf(input), input)[0]?.suggestion).toBe("We will find the money elsewhere,");
  });

  it("stand in the passages cited", () => {
    const [message] = messages("“We will find the money” — R. M.", ["A vote.", "We will find the money."]);
    expect(message).toContain("not in the passages cited");
  });
});
