import { describe, expect, it } from "vitest";
import { gateCopiedRun } from "./copied-run";
import { draftOf } from "./draft-of";

const numbered = (from: number, to: number) =>
  Array.from(
    { length: to - from },
    (_, at) => `word${String.fromCharCode(97 + Math.floor((from + at) / 26), 97 + ((from + at) % 26))}`,
  ).join(" ");

describe("copied runs", () => {
  it.each([
    ["25 words", [numbered(0, 25)], 0],
    ["26 words", [numbered(0, 26)], 1],
    ["26 words over two sentences", [`${numbered(0, 13)}.`, numbered(13, 26)], 1],
    ["26 words in quotation marks", [`“${numbered(0, 26)}” — A. M.`], 0],
    ["26 words around two words in quotes", [`${numbered(0, 12)} “${numbered(12, 14)}” ${numbered(14, 26)}`], 1],
    ["two runs apart", [`${numbered(0, 20)} meanwhile ${numbered(20, 40)}`], 0],
  ])("%s", (_, texts, expected) => {
    const input = draftOf(
      texts.map((text) => ({ text })),
      [`${numbered(0, 13)}.`, numbered(13, 60)],
    );
    expect(gateCopiedRun(input)).toHaveLength(expected);
  });

  it("say where they are", () => {
    const input = draftOf([{ text: "Short start." }, { text: numbered(0, 30) }], [numbered(0, 60)]);
    expect(gateCopiedRun(input)).toMatchObject([{ part: 0, sentence: 1, span: { start: 13 } }]);
  });

  it("are counted in words of a script without spaces", () => {
    const text =
      "云川市的公交车准点率在两年内从百分之六十一提高到百分之九十三而且全市只有四十六辆公交车没有新增一辆市民投诉从每月二百一十件下降到三十七件";
    expect(gateCopiedRun(draftOf([{ text }], [text], { language: "zh" }))).toHaveLength(1);
  });
});
