import { describe, expect, it } from "vitest";
import { z } from "zod";
import { strictSchema } from "@/server/ai/strict-schema";
import { ANTHROPIC_KEYWORDS, OPENAI_KEYWORDS, schemaProblem } from "@/server/testing/model-servers/schema-rules";

const draft = z.object({
  title: z.string().min(1).max(80).nullable().describe("Headline"),
  parts: z
    .array(
      z.object({
        text: z.string().regex(/\S/),
        score: z.number().int().min(0).max(5),
        ids: z.array(z.string()).max(3),
      }),
    )
    .min(1),
  kind: z.discriminatedUnion("type", [
    z.object({ type: z.literal("plain") }),
    z.object({ type: z.literal("quote"), by: z.enum(["author", "other"]) }),
  ]),
  language: z.string().default("en"),
});

describe("strictSchema", () => {
  it("makes a schema that the strict modes of OpenAI and Anthropic take", () => {
    const schema = strictSchema(draft, "draft");
    expect(schemaProblem(schema, { extra: OPENAI_KEYWORDS, everyRequired: true })).toBeNull();
    expect(schemaProblem(schema, { extra: ANTHROPIC_KEYWORDS, everyRequired: false })).toBeNull();
  });

  it("says in the description what strict mode cannot express", () => {
    const schema = strictSchema(z.object({ tags: z.array(z.string()).max(3).describe("Hashtags") }), "tags");
    expect(schema).toEqual({
      type: "object",
      properties: { tags: { type: "array", items: { type: "string" }, description: "Hashtags · maxItems: 3" } },
      required: ["tags"],
      additionalProperties: false,
    });
  });

  it("keeps a property that happens to be called like a keyword", () => {
    const schema = strictSchema(z.object({ default: z.string(), minLength: z.number() }), "odd");
    expect(schema["required"]).toEqual(["default", "minLength"]);
    expect(Object.keys(schema["properties"] ?? {})).toEqual(["default", "minLength"]);
  });

  it.each([
    ["an optional property", z.object({ a: z.object({ b: z.string().optional() }) }), /a.*b: .*nullable/],
    ["an open record", z.object({ a: z.record(z.string(), z.string()) }), /open records/],
    ["a root that is no object", z.array(z.string()), /root/],
  ])("refuses %s", (_what, schema, message) => {
    expect(() => strictSchema(schema, "draft")).toThrow(message);
  });
});
