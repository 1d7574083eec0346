import { expect, test } from "vitest";
import { pushStep, redo, startStack, undo } from "./undo";

test("typing in one place is one step until it pauses", () => {
  let stack = startStack("");
  stack = pushStep(stack, "a", { tag: "part-1", at: 0 });
  stack = pushStep(stack, "ab", { tag: "part-1", at: 300 });
  stack = pushStep(stack, "abc", { tag: "part-1", at: 2_000 });
  expect(undo(stack).present).toBe("ab");
  expect(undo(undo(stack)).present).toBe("");
});

test("another place, or a change of its own, is another step", () => {
  let stack = pushStep(startStack(""), "a", { tag: "part-1", at: 0 });
  stack = pushStep(stack, "b", { tag: "part-2", at: 1 });
  stack = pushStep(stack, "c", { at: 2 });
  stack = pushStep(stack, "d", { at: 3 });
  expect([undo(stack).present, undo(undo(stack)).present, undo(undo(undo(stack))).present]).toEqual(["c", "b", "a"]);
});

test("what was taken back comes again, until something else is written", () => {
  const stack = pushStep(pushStep(startStack("a"), "b", { at: 0 }), "c", { at: 1 });
  expect(redo(undo(stack)).present).toBe("c");
  expect(redo(pushStep(undo(stack), "d", { at: 2 })).present).toBe("d");
  const empty = startStack("a");
  expect([undo(empty), redo(empty)]).toEqual([empty, empty]);
});
