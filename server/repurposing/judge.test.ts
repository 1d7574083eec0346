import { expect, test } from "vitest";
import { draftOf } from "@/server/repurposing/gates/draft-of";
import { judge } from "@/server/repurposing/judge";

test("a wrong figure comes with the one the passage has, in its place in the text", () => {
  const input = draftOf([{ text: "The port moved 4,300 boxes." }], ["The port moved 4,200 boxes."]);
  const { checks } = judge({ ...input, passed: "supported" });
  const [wrong] = checks.filter(({ hard }) => hard);
  expect(wrong?.fix).toEqual({ start: 15, end: 20, to: "4,200" });
  const mended = draftOf([{ text: "The port moved 4,200 boxes." }], ["The port moved 4,200 boxes."]);
  expect(judge({ ...mended, passed: "edited" }).checks.filter(({ hard }) => hard)).toEqual([]);
});
