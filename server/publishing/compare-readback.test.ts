import { expect, test } from "vitest";
import { compareReadback } from "./compare-readback";

const sent = { text: "The harbour opens at nine. https://example.org/a", mediaCount: 1, url: "https://net.test/1" };
const seen = { text: sent.text, mediaCount: 1, url: sent.url };

test("what networks do to every text is no difference", () => {
  expect(compareReadback(sent, seen)).toEqual([]);
  const spaced = " The  harbour\u200b opens\r\nat nine. http://EXAMPLE.org/a/";
  expect(compareReadback(sent, { ...seen, text: spaced, url: null })).toEqual([]);
  const composed = { ...sent, text: "Cafe\u0301" };
  expect(compareReadback(composed, { ...seen, text: "Café" })).toEqual([]);
  const shortened = { ...seen, text: "The harbour opens at nine. https://t.co/x1", links: ["https://example.org/a"] };
  expect(compareReadback(sent, shortened)).toEqual([]);
  expect(
    compareReadback(
      { ...sent, text: "See (https://example.org/a)." },
      { ...seen, text: "See (https://example.org/a)." },
    ),
  ).toEqual([]);
});

test("what a reader would notice is said", () => {
  expect(compareReadback(sent, { ...seen, text: "The harbour opens at ten. https://example.org/a" })).toEqual([
    "The text there is another one: “…harbour opens at ten. …”.",
  ]);
  expect(compareReadback(sent, { ...seen, text: "The harbour opens at nine. https://evil.test/a" })).toEqual([
    "The link https://example.org/a is not there.",
  ]);
  expect(compareReadback(sent, { ...seen, text: "The harbour opens at nine." })).toHaveLength(2);
  expect(compareReadback(sent, { ...seen, mediaCount: 0, url: "https://net.test/2" })).toEqual([
    "It shows no pictures instead of 1 picture.",
    "Its address is now https://net.test/2.",
  ]);
});
