import { expect, test } from "vitest";
import { bearerOf, sameText, sign, verify } from "./signature.ts";

const key = `signkey-prod-${"ab".repeat(32)}`;
const body = '{"a":1}';

test("a signature fits its body and key only", () => {
  const signature = sign(key, body);
  expect(verify(key, body, signature)).toBe(true);
  expect(verify(key, '{"a":2}', signature)).toBe(false);
  expect(verify(`signkey-prod-${"cd".repeat(32)}`, body, signature)).toBe(false);
});

test("a signature expires after five minutes", () => {
  const now = Math.round(Date.now() / 1000);
  expect(verify(key, body, sign(key, body, now - 290))).toBe(true);
  expect(verify(key, body, sign(key, body, now - 310))).toBe(false);
});

test.each([undefined, "", "t=&s=", "t=soon&s=00", "s=00"])("%j is no signature", (signature) => {
  expect(verify(key, body, signature)).toBe(false);
});

test("the bearer token keeps the key's prefix and hashes the rest", () => {
  expect(bearerOf(key)).toMatch(/^Bearer signkey-prod-[0-9a-f]{64}$/);
  expect(bearerOf(key)).not.toContain("abab");
});

test("secrets are compared whole", () => {
  expect(sameText("secret", "secret")).toBe(true);
  expect(sameText("secret", "secret2")).toBe(false);
  expect(sameText("", "secret")).toBe(false);
});
