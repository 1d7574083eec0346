import { describe, expect, it } from "vitest";
import { draftOf, firstOf } from "./draft-of";
import { gateLinks } from "./links";

const PASSAGES = ["Ask @harbour.office or see https://www.Port.example.com/figures/ for more."];

function count(text: string): number {
  const source = { title: "Port", author: null, url: "https://news.example.org/port?id=7" };
  const input = draftOf([{ text, kind: "call_to_action" }], PASSAGES, { source });
  return gateLinks(firstOf(input), input).length;
}

describe("addresses and handles", () => {
  it.each([
    "port.example.com/figures",
    "https://news.example.org/port?id=7",
    "Ask @harbour.office.",
    "No address at all.",
  ])("of the source pass: %s", (text) => expect(count(text)).toBe(0));

  it.each([
    "https://port.example.com/other",
    "https://evil.example.net",
    "Ask @someone.",
    "https://news.example.org/port?id=8",
  ])("from elsewhere do not: %s", (text) => expect(count(text)).toBe(1));

  it("of a claim stand in the passages it cites", () => {
    const input = draftOf(
      [{ text: "See port.example.com/figures.", cites: ["p2"] }],
      [...PASSAGES, "The port has figures."],
    );
    expect(gateLinks(firstOf(input), input)).toHaveLength(1);
  });
});
