import { describe, expect, it } from "vitest";
import { createJobInput, draftSchema, listJobsInput, outlineSchema } from "./input";

const sourceId = "0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";

describe("a job request", () => {
  it.each([
    [{ sourceId, formats: ["x", "hub"] }, true],
    [{ sourceId, formats: ["x"], tone: "dry", note: "No jokes" }, true],
    [{ sourceId, formats: [] }, false],
    [{ sourceId, formats: ["x", "x"] }, false],
    [{ sourceId, formats: ["X thread"] }, false],
    [{ sourceId, formats: ["x"], tone: "t".repeat(101) }, false],
    [{ sourceId: "7", formats: ["x"] }, false],
  ])("%j: %s", (input, valid) => {
    expect(createJobInput.safeParse(input).success).toBe(valid);
  });

  it("lists 25 at a time", () => {
    expect(listJobsInput.parse({}).limit).toBe(25);
  });
});

describe("model replies", () => {
  it("hold one to twelve ideas of one to six passages", () => {
    const idea = { title: "Boxes", passageIds: ["p1"], salience: 0.5 };
    expect(outlineSchema.safeParse({ ideas: [idea] }).success).toBe(true);
    expect(outlineSchema.safeParse({ ideas: [] }).success).toBe(false);
    expect(outlineSchema.safeParse({ ideas: [{ ...idea, passageIds: [] }] }).success).toBe(false);
    expect(outlineSchema.safeParse({ ideas: [{ ...idea, salience: 2 }] }).success).toBe(false);
  });

  it("cite at most three passages a sentence", () => {
    const draft = (passageIds: string[]) => ({
      title: null,
      parts: [{ sentences: [{ text: "A port.", passageIds, kind: "claim" }] }],
      hashtags: [],
    });
    expect(draftSchema.safeParse(draft(["1", "2", "3"])).success).toBe(true);
    expect(draftSchema.safeParse(draft(["1", "2", "3", "4"])).success).toBe(false);
  });
});
