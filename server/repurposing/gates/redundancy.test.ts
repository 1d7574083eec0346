import { expect, it } from "vitest";
import { draftOf } from "./draft-of";
import { gateRedundancy } from "./redundancy";

const SAID = "The port moved four thousand boxes in March and hired nine people for the night.";

it.each([
  ["the same words", SAID, 1],
  ["half of the words", "The port moved four thousand boxes in March. Wind stopped the cranes twice.", 1],
  ["other words", "Wind stopped the cranes twice, and the ferry waited outside until noon.", 0],
  ["nothing", "", 0],
])("%s in another post of the job", (_, text, expected) => {
  const input = draftOf([{ text: SAID }], ["A port."], { siblings: [{ name: "LinkedIn post", text }] });
  expect(gateRedundancy(input)).toHaveLength(expected);
});
