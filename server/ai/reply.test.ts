import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonText, readReply } from "@/server/ai/reply";

const schema = z.object({ parts: z.array(z.string()) });

describe("readReply", () => {
  it.each([
    ["plain JSON", '{"parts":["a"]}'],
    ["a JSON fence", '```json\n{"parts":["a"]}\n```'],
    ["a bare fence with blanks", ' \n```\n{"parts":["a"]}\n``` \n'],
    ["a fence on one line", '```json {"parts":["a"]}```'],
  ])("reads %s", (_what, text) => {
    expect(readReply(text, schema)).toEqual({ parts: ["a"] });
  });

  it("leaves a fence inside a text alone", () => {
    const value = { parts: ["```js\nrun()\n```"] };
    expect(readReply(JSON.stringify(value), schema)).toEqual(value);
  });

  it.each([
    ["no JSON", "Here you are:", /not JSON/],
    ["half a reply", '{"parts":["a', /not JSON/],
    ["another shape", '{"parts":"a"}', /another shape.*parts/s],
    ["nothing", "", /not JSON/],
  ])("calls %s an invalid reply", (_what, text, message) => {
    expect(() => readReply(text, schema)).toThrow(expect.objectContaining({ kind: "invalid_reply" }));
    expect(() => readReply(text, schema)).toThrow(message);
  });
});

describe("jsonText", () => {
  it("drops the opening fence of a reply that is still streaming", () => {
    expect(jsonText('```json\n{"parts":["a')).toBe('{"parts":["a');
    expect(jsonText("```js")).toBe("");
  });
});
