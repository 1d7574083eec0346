import { expect, test } from "vitest";
import { equalityPath, evaluate, keyOf, matches, syntaxError } from "./expression.ts";

const event = { name: "t/x", ts: 5, data: { kind: "yes", n: 3, tags: ["a", "b"], owner: { id: "u1" } } };

test.each([
  ["event.data.kind == 'yes' && event.data.n > 2", true],
  ["event.data.owner.id.startsWith('u')", true],
  ["'b' in event.data.tags", true],
  ["event.data.missing == null", true],
  ["event.data.missing.deeper == null", true],
  ["has(event.data.missing)", false],
  ["has(event.data.kind)", true],
  ["event.data.missing > 2", null], // Inngest: an expression that fails is no match
  ["event.data.n", 3],
])("%s gives %j", (expression, value) => {
  expect(evaluate(expression, { event })).toBe(value);
});

test("a wait compares the run's event with the incoming one", () => {
  const variables = { event, async: { data: { owner: { id: "u1" } } } };
  expect(matches("event.data.owner.id == async.data.owner.id", variables)).toBe(true);
  expect(matches("event.data.kind == async.data.kind", variables)).toBe(false);
});

test("no expression matches all, and only exactly true counts", () => {
  expect(matches(undefined, { event })).toBe(true);
  expect(matches("event.data.n", { event })).toBe(false);
});

test("keys tell values of different types apart", () => {
  expect(keyOf("event.data.n", { event })).not.toBe(keyOf("string(event.data.n)", { event }));
  expect(keyOf(undefined, { event })).toBe("");
});

test("a single equality of the same path is recognised, anything more is not", () => {
  expect(equalityPath("event.data.owner.id == async.data.owner.id")).toEqual(["data", "owner", "id"]);
  expect(equalityPath("event.data.a == async.data.b")).toBeNull();
  expect(equalityPath("event.data.a == async.data.a && async.data.n > 1")).toBeNull();
  expect(equalityPath(undefined)).toBeNull();
});

test("a broken expression says why", () => {
  expect(syntaxError("event.data.")).toEqual(expect.any(String));
  expect(syntaxError("event.data.x == 1")).toBeNull();
});
