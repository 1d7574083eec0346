import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anthropicModel } from "@/server/ai/anthropic";
import { modelFailure, modelRequest } from "@/server/testing/model-request";
import { startAnthropicServer } from "@/server/testing/model-servers/anthropic-server";
import type { ModelServer } from "@/server/testing/model-servers/model-server";

const apiKey = "key-for-tests";
const names = { small: "claude-haiku-5-5", large: "claude-sonnet-5-5" };

describe("anthropicModel", () => {
  let server: ModelServer;

  beforeEach(async () => {
    server = await startAnthropicServer({ apiKey, reply: () => ({ parts: ["One."] }) });
  });
  afterEach(() => server.close());

  const model = (more = {}) => anthropicModel({ apiKey, baseUrl: server.url, model: names, ...more });

  it("speaks the version that knows no temperature, and sends none", async () => {
    await model().generate(modelRequest());
    const [entry] = server.journal;
    expect(entry?.headers["anthropic-version"]).toBe("2026-10-21");
    expect(Object.keys(entry?.body ?? {}).sort()).toEqual(
      ["max_tokens", "messages", "model", "output_config", "stream", "system"].sort(),
    );
  });

  it("asks for JSON by the request's schema, with the effort it was given", async () => {
    await model({ effort: "low" }).generate(modelRequest());
    expect(server.journal[0]?.body["output_config"]).toMatchObject({
      effort: "low",
      format: { type: "json_schema", schema: { additionalProperties: false } },
    });
  });

  it("leaves room for thinking, which counts against the limit", async () => {
    await model().generate(modelRequest({ maxOutputTokens: 500 }));
    expect(server.journal[0]?.body["max_tokens"]).toBeGreaterThan(500);
  });

  it("adds cached and written tokens to the input, from cumulative reports with gaps", async () => {
    const usage = { input: 1000, cachedInput: 300, cacheWrite: 200, output: 100 };
    server.script({ usage });
    const reply = await model().generate(modelRequest({ size: "large" }));
    expect(reply.calls).toMatchObject([{ usage, costMicros: 2530 }]);
  });

  it("keeps what was counted before a stream broke", async () => {
    server.script({ ending: "error_event", usage: { input: 800, output: 100 } });
    const error = await modelFailure(model().generate(modelRequest()));
    expect(error.calls).toMatchObject([{ outcome: "unavailable", usage: { input: 800, output: 1 } }]);
    expect(error.message).toContain("overloaded_error");
  });

  it("knows a spend limit from a missing permission", async () => {
    server.script({ fail: "quota" });
    const error = await modelFailure(model().generate(modelRequest()));
    expect(error).toMatchObject({ kind: "quota", message: expect.stringContaining("enforced_spend_limit_reached") });
  });
});
