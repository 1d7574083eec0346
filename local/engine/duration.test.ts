import { expect, test } from "vitest";
import { isDuration, parseDuration, parseInstant } from "./duration.ts";

test.each([
  ["1s", 1000],
  ["1m30s", 90_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
  ["1w", 604_800_000],
  ["1.5s", 1500],
  ["250ms", 250],
])("%s is %i ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "soon", "10", "10 s", "s", "1s and more"])("%j is no duration", (text) => {
  expect(isDuration(text)).toBe(false);
  expect(() => parseDuration(text)).toThrow("not a duration");
});

test("an instant is a duration from now or a date", () => {
  expect(parseInstant("1m", 1000)).toBe(61_000);
  expect(parseInstant("2026-11-20T08:00:00.000Z")).toBe(Date.UTC(2026, 10, 20, 8));
  expect(() => parseInstant("tomorrow-ish")).toThrow("neither");
});
