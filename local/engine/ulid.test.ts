import { expect, test } from "vitest";
import { seededUlid, ulid } from "./ulid.ts";

test("ids are 26 characters and sort by time", () => {
  expect(ulid()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect([ulid(2000), ulid(1000)].toSorted()).toEqual([expect.stringMatching(/^00000000Z8/), expect.any(String)]);
});

test("the same seed and position give the same id, so a repeated send is recognised", () => {
  const seed = `1700000000000,${Buffer.from("0123456789").toString("base64")}`;
  expect(seededUlid(seed, 1)).toBe(seededUlid(seed, 1));
  expect(seededUlid(seed, 1)).not.toBe(seededUlid(seed, 2));
});

test.each([undefined, "", "nonsense", "1700000000000,AAAA"])("seed %j gives a new id each time", (seed) => {
  expect(seededUlid(seed, 1)).not.toBe(seededUlid(seed, 1));
});
