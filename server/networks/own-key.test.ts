import { expect, test } from "vitest";
import { newOwnKey } from "./own-key";

test("keys are valid TIDs, all different, in the order they were made", () => {
  const keys = Array.from({ length: 5000 }, newOwnKey);
  for (const key of keys) expect(key).toMatch(/^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.toSorted()).toEqual(keys);
});
