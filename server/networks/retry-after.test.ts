import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after";

const date = "Fri, 20 Nov 2026 12:00:00 GMT";
const inMs = (ms: number) => new Date(Date.parse(date) + ms).toUTCString();

test.each([
  ["30", 30_000],
  ["0.65", 650],
  [" 7 ", 7_000],
  [inMs(90_000), 90_000],
  ["Friday, 20-Nov-26 12:00:05 GMT", 5_000],
])("%j is %i ms", (value, ms) => {
  expect(retryAfterMs({ "retry-after": value, date })).toBe(ms);
});

test.each(["", "0", "-5", "soon", "999999999", "1e9", "NaN", "Infinity", inMs(-1_000), inMs(10 * 86_400_000)])(
  "%j says nothing",
  (value) => {
    expect(retryAfterMs({ "retry-after": value, date })).toBeNull();
  },
);

test("a date counts from our clock where the server does not tell its own, and nothing is nothing", () => {
  const wait = retryAfterMs({ "retry-after": new Date(Date.now() + 60_000).toUTCString() });
  expect(wait).toBeGreaterThan(50_000);
  expect(wait).toBeLessThanOrEqual(60_000);
  expect(retryAfterMs({})).toBeNull();
});
