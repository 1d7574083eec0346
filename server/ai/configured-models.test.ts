import { afterEach, describe, expect, it } from "vitest";
import { configuredModels, describeModels, type ModelSettings } from "@/server/ai/configured-models";
import type { Model } from "@/server/ai/model";
import { processClock } from "@/server/ai/retry";
import { modelRequest } from "@/server/testing/model-request";
import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import { startOpenAiServer } from "@/server/testing/model-servers/openai-server";

const builtIn: Model = {
  provider: "built-in",
  label: "Built-in",
  generate: async ({ schema }) => {
    const value = schema.parse({ parts: ["From the source itself."] });
    return { value, provider: "built-in", model: "built-in", calls: [] };
  },
};

const instant = { ...processClock, sleep: async () => undefined };

describe("configuredModels", () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  it("is the built-in model alone when nothing is configured", async () => {
    const chain = configuredModels({ order: ["openai", "anthropic", "compatible"] }, builtIn);
    expect(chain.label).toBe("Built-in");
    expect((await chain.generate(modelRequest())).provider).toBe("built-in");
  });

  it("asks in the order given and ends with the built-in model", async () => {
    const openAi = await startOpenAiServer({ apiKey: "key", reply: () => ({ parts: ["From OpenAI."] }) });
    const local = await startCompatibleServer({ models: ["llama3.3"], reply: () => ({ parts: ["From Ollama."] }) });
    closing.push(openAi.close, local.close);
    const settings: ModelSettings = {
      openai: { apiKey: "key", baseUrl: openAi.url, small: "gpt-6-luna", large: "gpt-6-sol" },
      compatible: { name: "Ollama", baseUrl: local.url, small: "llama3.3", large: "llama3.3" },
      order: ["compatible", "anthropic", "openai"],
    };
    const chain = configuredModels(settings, builtIn, { clock: instant, circuits: new Map() });
    const ask = async () => (await chain.generate(modelRequest())).provider;
    expect(await ask()).toBe("compatible");
    local.script({ fail: "quota" });
    expect(await ask()).toBe("openai");
    local.script({ ending: "refused" });
    openAi.script({ fail: "quota" });
    expect(await ask()).toBe("built-in");
  });
});

describe("describeModels", () => {
  it("lists what is asked, in order, then what is not configured", () => {
    const settings: ModelSettings = {
      anthropic: { apiKey: "key", small: "claude-haiku-5-5", large: "claude-sonnet-5-5" },
      order: ["openai", "anthropic"],
    };
    expect(describeModels(settings, builtIn)).toEqual([
      { provider: "anthropic", label: "Anthropic · claude-sonnet-5-5", available: true },
      { provider: "built-in", label: "Built-in", available: true },
      { provider: "openai", label: "OpenAI", available: false },
      { provider: "compatible", label: "OpenAI-compatible endpoint", available: false },
    ]);
  });
});
