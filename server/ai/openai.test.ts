import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAiModel } from "@/server/ai/openai";
import { modelFailure, modelRequest } from "@/server/testing/model-request";
import { startOpenAiServer } from "@/server/testing/model-servers/openai-server";

const apiKey = "key-for-tests";
const names = { small: "gpt-6-luna", large: "gpt-6.1-sol" };

describe("openAiModel", () => {
  let server: Awaited<ReturnType<typeof startOpenAiServer>>;

  beforeEach(async () => {
    server = await startOpenAiServer({ apiKey, reply: () => ({ parts: ["One."] }) });
  });
  afterEach(() => server.close());

  const model = (more = {}) => openAiModel({ apiKey, baseUrl: server.url, model: names, ...more });

  it("lets OpenAI keep nothing and sends no sampling parameters", async () => {
    await model().generate(modelRequest());
    expect(server.stored).toEqual([]);
    expect(Object.keys(server.journal[0]?.body ?? {}).sort()).toEqual(
      ["input", "instructions", "max_output_tokens", "model", "store", "stream", "text"].sort(),
    );
  });

  it("asks for strict JSON by the request's schema", async () => {
    await model().generate(modelRequest());
    expect(server.journal[0]?.body["text"]).toMatchObject({
      format: { type: "json_schema", name: "thread", strict: true, schema: { additionalProperties: false } },
    });
  });

  it("uses the large model for large requests, and the effort it was given", async () => {
    const reply = await model({ effort: "low" }).generate(modelRequest({ size: "large" }));
    expect(reply.model).toBe("gpt-6.1-sol");
    expect(server.journal[0]?.body).toMatchObject({ model: "gpt-6.1-sol", reasoning: { effort: "low" } });
  });

  it("counts cached and written tokens as parts of the input", async () => {
    const usage = { input: 1000, cachedInput: 300, cacheWrite: 200, output: 100 };
    server.script({ usage });
    const reply = await model().generate(modelRequest({ size: "large" }));
    expect(reply.calls).toMatchObject([{ usage, costMicros: 2530 }]);
  });

  it("keeps what a truncated reply cost", async () => {
    server.script({ ending: "length", usage: { input: 1000, output: 100 } });
    const error = await modelFailure(model().generate(modelRequest({ size: "large" })));
    expect(error.calls).toMatchObject([{ outcome: "truncated", costMicros: 3000 }]);
  });

  it("names a retired model as a matter of configuration", async () => {
    const retired = model({ model: { small: "gpt-4-turbo", large: "gpt-4-turbo" } });
    const error = await modelFailure(retired.generate(modelRequest()));
    expect(error.kind).toBe("no_model");
    expect(error.message).toContain("model_not_found");
  });

  it("fails on one circuit per key and model", () => {
    const own = model().circuit?.("small");
    expect(own).toBe(model().circuit?.("small"));
    expect(own).not.toBe(model().circuit?.("large"));
    expect(own).not.toBe(model({ apiKey: "another" }).circuit?.("small"));
    expect(own).not.toContain(apiKey);
  });
});
