import { expect, test } from "vitest";
import { applyOutput } from "./apply-output";

const output = { id: "o", seq: 4, text: "One", status: "running" };
const delta = { id: "o", seq: 5, append: " two", status: "running" };

test("the next delta is added to the text", () => {
  expect(applyOutput([output], delta)).toEqual([{ ...output, seq: 5, text: "One two" }]);
});

test("a delta the snapshot already holds changes nothing", () => {
  expect(applyOutput([output], { ...delta, seq: 4 })).toEqual([output]);
});

test("a gap, an unknown output or a new status asks for a new snapshot", () => {
  expect(applyOutput([output], { ...delta, seq: 6 })).toBeNull();
  expect(applyOutput([output], { ...delta, id: "other" })).toBeNull();
  expect(applyOutput([output], { ...delta, status: "completed" })).toBeNull();
});
