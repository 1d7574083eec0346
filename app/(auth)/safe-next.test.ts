import { expect, test } from "vitest";
import { safeNext } from "./safe-next";

test("a path of ours is kept", () => {
  expect(safeNext("/acme/calendar?month=2026-11#3")).toBe("/acme/calendar?month=2026-11#3");
});

test.each([
  "https://elsewhere.example",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "/\t/elsewhere.example",
  "/\n/elsewhere.example",
  "/.//elsewhere.example",
  "javascript:alert(1)",
  "",
  undefined,
  ["/a", "/b"],
])("%j leads to the start", (next) => {
  expect(safeNext(next)).toBe("/");
});
