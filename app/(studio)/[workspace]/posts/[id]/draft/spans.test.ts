import { expect, test } from "vitest";
import { carrySpans, changeBetween, piecesOf, spanAt } from "./spans";

const SAVED = "First one. Second one. Third one.";
const SPANS = [
  { start: 0, end: 10 },
  { start: 11, end: 22 },
  { start: 23, end: 33 },
];
const carried = (now: string) =>
  carrySpans(SPANS, SAVED, now).map(({ start, end, stale }) => [now.slice(start, end), stale]);

test("a change in one sentence leaves the others where they stand", () => {
  expect(carried("First one. Second two. Third one.")).toEqual([
    ["First one.", false],
    ["Second two.", true],
    ["Third one.", false],
  ]);
});

test("words put between sentences belong to none", () => {
  expect(carried("First one. New. Second one. Third one.")).toEqual([
    ["First one.", false],
    ["Second one.", false],
    ["Third one.", false],
  ]);
});

test("an overwritten sentence is gone, its cut neighbours are stale", () => {
  expect(carried("Firrd one.")).toEqual([
    ["Fir", true],
    ["rd one.", true],
  ]);
  expect(carried("")).toEqual([]);
});

test("the change between two texts is as small as can be", () => {
  expect(changeBetween("abc", "axc")).toEqual({ start: 1, endBefore: 2, endAfter: 2 });
  expect(changeBetween("aa", "aaa")).toEqual({ start: 2, endBefore: 2, endAfter: 3 });
  expect(changeBetween("same", "same")).toEqual({ start: 4, endBefore: 4, endAfter: 4 });
});

test("pieces joined are the text, and overlapping spans never double it", () => {
  const pieces = piecesOf(SAVED, [...SPANS, { start: 5, end: 15 }]);
  expect(pieces.map(({ text }) => text).join("")).toBe(SAVED);
  expect(pieces.filter(({ span }) => span).map(({ text }) => text)).toEqual([
    "First one.",
    "Second one.",
    "Third one.",
  ]);
  expect(piecesOf("", [])).toEqual([]);
});

test("the caret is in the sentence it stands in or right behind", () => {
  expect(spanAt(SPANS, 3)).toBe(SPANS[0]);
  expect(spanAt(SPANS, 10)).toBe(SPANS[0]);
  expect(spanAt(SPANS, 11)).toBe(SPANS[1]);
  expect(spanAt(SPANS, 33)).toBe(SPANS[2]);
  expect(spanAt(SPANS, 99)).toBeNull();
});
