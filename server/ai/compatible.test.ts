import { afterEach, describe, expect, it } from "vitest";
import { type CompatibleOptions, compatibleModel } from "@/server/ai/compatible";
import { modelFailure, modelRequest } from "@/server/testing/model-request";
import { type CompatibleServerOptions, startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { ModelServer } from "@/server/testing/model-servers/model-server";

const value = { parts: ["One.", "Two."] };

describe("compatibleModel", () => {
  let server: ModelServer | null = null;

  async function begin(options: Partial<CompatibleServerOptions> = {}) {
    const started = await startCompatibleServer({ reply: () => value, models: ["llama3.3"], ...options });
    server = started;
    const names = { small: "llama3.3", large: "llama3.3" };
    const model = (more: Partial<CompatibleOptions> = {}) =>
      compatibleModel({ name: "Ollama", baseUrl: started.url, model: names, ...more });
    return { server: started, model };
  }

  afterEach(async () => {
    await server?.close();
    server = null;
  });

  it("works without a key, a price or a usage report", async () => {
    const { model } = await begin({ omitsUsage: true });
    const reply = await model().generate(modelRequest());
    expect(reply.value).toEqual(value);
    expect(reply.calls).toMatchObject([
      { provider: "compatible", costMicros: null, usage: { input: expect.any(Number), output: expect.any(Number) } },
    ]);
    expect(model().label).toBe("Ollama · llama3.3");
  });

  it("asks in words where response_format is refused, and remembers it", async () => {
    const { server, model } = await begin({
      refusesFormat: true,
      reply: () => value,
    });
    server.script({ text: `\`\`\`json\n${JSON.stringify(value)}\n\`\`\`` });
    expect((await model().generate(modelRequest())).value).toEqual(value);
    expect((await model().generate(modelRequest())).value).toEqual(value);
    expect(server.journal.map(({ status, body }) => [status, "response_format" in body])).toEqual([
      [400, true],
      [200, false],
      [200, false],
    ]);
    expect(JSON.stringify(server.journal[1]?.body["messages"])).toContain("JSON schema");
  });

  it("does not take another 400 for a refused response_format", async () => {
    const { server, model } = await begin();
    server.script({ fail: "too_long" });
    expect((await modelFailure(model().generate(modelRequest()))).kind).toBe("too_long");
    await model().generate(modelRequest());
    expect(server.journal.every(({ body }) => "response_format" in body)).toBe(true);
  });

  it("counts reasoning that xAI leaves out of the completion", async () => {
    const { server, model } = await begin({ flavour: "xai" });
    server.script({ usage: { input: 100, output: 80 } });
    const reply = await model().generate(modelRequest());
    expect(reply.calls).toMatchObject([{ usage: { input: 100, output: 80 } }]);
  });

  it("reads xAI's errors, whose `error` is a string", async () => {
    const { server, model } = await begin({ flavour: "xai", apiKey: "right" });
    expect((await modelFailure(model({ apiKey: "wrong" }).generate(modelRequest()))).kind).toBe("auth");
    server.script({ fail: "rate_limited" }, { fail: "too_long" });
    expect((await modelFailure(model({ apiKey: "right" }).generate(modelRequest()))).kind).toBe("rate_limited");
    expect((await modelFailure(model({ apiKey: "right" }).generate(modelRequest()))).kind).toBe("too_long");
  });

  it("reads Gemini's errors: an array, a bad key as 400, the wait in the body", async () => {
    const { server, model } = await begin({ flavour: "gemini", apiKey: "right" });
    expect((await modelFailure(model({ apiKey: "wrong" }).generate(modelRequest()))).kind).toBe("auth");
    server.script({ fail: "rate_limited", retryAfterSeconds: 17 });
    const error = await modelFailure(model({ apiKey: "right" }).generate(modelRequest()));
    expect(error).toMatchObject({ kind: "rate_limited", retryAfterMs: 17_000 });
  });

  it("takes Gemini's empty reply for the safety stop it is", async () => {
    const { server, model } = await begin({ flavour: "gemini" });
    server.script({ ending: "filtered" });
    expect((await modelFailure(model().generate(modelRequest()))).kind).toBe("refused");
  });

  it("leaves room for reasoning only where an effort is set", async () => {
    const { server, model } = await begin();
    await model().generate(modelRequest({ maxOutputTokens: 500 }));
    await model({ effort: "low" }).generate(modelRequest({ maxOutputTokens: 500 }));
    expect(server.journal.map(({ body }) => [body["max_tokens"], body["reasoning_effort"]])).toEqual([
      [500, undefined],
      [8500, "low"],
    ]);
  });
});
