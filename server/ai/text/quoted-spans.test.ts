import { describe, expect, it } from "vitest";
import { quotedSpans, quotesBalance } from "./quoted-spans";

describe("quotations", () => {
  it.each([
    ["“We won,” she said.", ["We won,"]],
    ['He said "no" twice: "no".', ["no", "no"]],
    ["„Wir bleiben“, sagt er.", ["Wir bleiben"]],
    ["« On jette moins », dit-elle.", [" On jette moins "]],
    ["”Vi stannar”, sa hon.", ["Vi stannar"]],
    ["「選べない」と話す。", ["選べない"]],
    ["»Nej«, sagde hun.", ["Nej"]],
    ["“outer “inner” outer”", ["outer “inner” outer"]],
    ["It's the '70s.", []],
  ])("in %s", (text, expected) => {
    expect(quotedSpans(text).map((span) => text.slice(span.start, span.end))).toEqual(expected);
  });

  it.each([
    ["“Both marks.”", true],
    ["“Only the first.", false],
    ["Only the last.”", false],
    ['A 5" nail.', true],
  ])("balance in %s: %s", (text, balanced) => {
    expect(quotesBalance(text)).toBe(balanced);
  });
});
