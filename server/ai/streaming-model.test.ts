import { afterEach, describe, expect, it } from "vitest";
import { anthropicModel } from "@/server/ai/anthropic";
import type { CallLimits } from "@/server/ai/call-limits";
import { compatibleModel } from "@/server/ai/compatible";
import type { Model } from "@/server/ai/model";
import { openAiModel } from "@/server/ai/openai";
import { modelFailure, modelRequest } from "@/server/testing/model-request";
import { startAnthropicServer } from "@/server/testing/model-servers/anthropic-server";
import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { ModelServer, Step } from "@/server/testing/model-servers/model-server";
import { startOpenAiServer } from "@/server/testing/model-servers/openai-server";

const value = { parts: ["The bridge opened in 1932 – 🎉.", "It carries 200 000 vehicles a day."] };
const json = JSON.stringify(value);
const apiKey = "key-for-tests";
const reply = () => value;
const soon = { timeout: 10_000 };
const never = new Promise<never>(() => undefined);

type Started = { server: ModelServer; model: (key?: string, limits?: Partial<CallLimits>) => Model };

const vendors: [string, string, () => Promise<Started>][] = [
  [
    "openai",
    "gpt-6-luna",
    async () => {
      const server = await startOpenAiServer({ apiKey, reply });
      const model = { small: "gpt-6-luna", large: "gpt-6.1-sol" };
      return {
        server,
        model: (key = apiKey, limits = {}) => openAiModel({ apiKey: key, baseUrl: server.url, model, limits }),
      };
    },
  ],
  [
    "anthropic",
    "claude-haiku-5-5",
    async () => {
      const server = await startAnthropicServer({ apiKey, reply });
      const model = { small: "claude-haiku-5-5", large: "claude-sonnet-5-5" };
      return {
        server,
        model: (key = apiKey, limits = {}) => anthropicModel({ apiKey: key, baseUrl: server.url, model, limits }),
      };
    },
  ],
  [
    "compatible",
    "grok-4.6",
    async () => {
      const server = await startCompatibleServer({ apiKey, reply, models: ["grok-4.6"] });
      const options = { name: "xAI", baseUrl: server.url, model: { small: "grok-4.6", large: "grok-4.6" } };
      return { server, model: (key = apiKey, limits = {}) => compatibleModel({ ...options, apiKey: key, limits }) };
    },
  ],
];

describe.each(vendors)("%s", (provider, smallModel, start) => {
  let started: Started | null = null;

  async function begin(...steps: Step[]) {
    started = await start();
    started.server.script(...steps);
    return started;
  }

  afterEach(async () => {
    await started?.server.close();
    started = null;
  });

  it("streams a reply that meets the schema, with its usage and price", async () => {
    const { server, model } = await begin({ usage: { input: 1000, cachedInput: 400, output: 100 } });
    const seen: string[] = [];
    const answer = await model().generate(modelRequest({ onText: (text) => seen.push(text) }));
    expect(answer.value).toEqual(value);
    expect(answer).toMatchObject({ provider, model: smallModel });
    expect(answer.calls).toEqual([
      {
        provider,
        model: smallModel,
        outcome: "completed",
        usage: { input: 1000, cachedInput: 400, cacheWrite: 0, output: 100 },
        costMicros: expect.any(Number),
        latencyMs: expect.any(Number),
      },
    ]);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.at(-1)).toBe(json);
    expect(seen.every((text) => json.startsWith(text))).toBe(true);
    expect(server.journal).toMatchObject([{ status: 200, outcome: "answered" }]);
  });

  it("hands over the first words while the rest is still being written", async () => {
    const rest = Promise.withResolvers<void>();
    const first = Promise.withResolvers<string>();
    const { model } = await begin({ pace: (index) => (index < 2 ? Promise.resolve() : rest.promise) });
    const answer = model().generate(modelRequest({ onText: (text) => first.resolve(text) }));
    expect(json.startsWith(await first.promise)).toBe(true);
    rest.resolve();
    expect((await answer).value).toEqual(value);
  });

  it.each<[string, Step, string]>([
    ["a rate limit", { fail: "rate_limited", retryAfterSeconds: 7 }, "rate_limited"],
    ["no credit", { fail: "quota" }, "quota"],
    ["an overloaded server", { fail: "overloaded" }, "unavailable"],
    ["a server error", { fail: "server_error" }, "unavailable"],
    ["a proxy's HTML", { fail: "bad_gateway" }, "unavailable"],
    ["an input that does not fit", { fail: "too_long" }, "too_long"],
    ["a cut stream", { ending: "cut" }, "unavailable"],
    ["a silently ending stream", { ending: "silent" }, "truncated"],
    ["a stream that ends without a word", { ending: "silent", afterPieces: 0 }, "truncated"],
    ["an error in the stream", { ending: "error_event" }, "unavailable"],
    ["a failed reply", { ending: "failed" }, "unavailable"],
    ["a refusal", { ending: "refused" }, "refused"],
    ["a content filter", { ending: "filtered" }, "refused"],
    ["a reply at its limit", { ending: "length" }, "truncated"],
    ["no JSON", { text: "Certainly! Here is your thread." }, "invalid_reply"],
    ["JSON of another shape", { reply: () => ({ parts: [1] }) }, "invalid_reply"],
  ])("calls %s what it is, once, with the call attached", async (_what, step, kind) => {
    const { server, model } = await begin(step);
    const error = await modelFailure(model().generate(modelRequest()));
    expect(error.kind).toBe(kind);
    expect(error.retryAfterMs).toBe(kind === "rate_limited" ? 7000 : null);
    expect(error.calls).toMatchObject([{ provider, model: smallModel, outcome: kind }]);
    expect(error.message).not.toContain(apiKey);
    expect(server.journal).toHaveLength(1);
  });

  it("keeps the usage of a reply that failed after it was paid for", async () => {
    const usage = { input: 900, cachedInput: 0, cacheWrite: 0, output: 80 };
    const { model } = await begin({ text: "no JSON", usage });
    const error = await modelFailure(model().generate(modelRequest()));
    expect(error.calls).toMatchObject([{ usage, costMicros: expect.any(Number) }]);
  });

  it("says that a wrong key needs a person", async () => {
    const { model } = await begin();
    expect((await modelFailure(model("another-key").generate(modelRequest()))).kind).toBe("auth");
  });

  it("says that an unknown model's name needs a person", async () => {
    const { server } = await begin();
    const names = { small: "no-such-model", large: "no-such-model" };
    const options = { apiKey, baseUrl: server.url, model: names, name: "xAI" };
    const make = { openai: openAiModel, anthropic: anthropicModel, compatible: () => compatibleModel(options) }[
      provider
    ];
    const error = await modelFailure(make?.(options).generate(modelRequest()));
    expect(error.kind).toBe("no_model");
  });

  it("calls an address nobody answers unavailable", async () => {
    const { server, model } = await begin();
    await server.close();
    started = null;
    expect((await modelFailure(model().generate(modelRequest()))).kind).toBe("unavailable");
  });

  it.each<[string, Step, Partial<CallLimits>]>([
    ["a slow first byte", { hold: never }, { firstByteMs: 60 }],
    ["silence in between", { pace: (index) => (index < 2 ? Promise.resolve() : never) }, { idleMs: 60 }],
    ["a reply that never ends", { pace: 5, text: "x".repeat(100_000) }, { totalMs: 150 }],
  ])("gives up on %s and hangs up", async (_what, step, limits) => {
    const { server, model } = await begin(step);
    const error = await modelFailure(model(apiKey, limits).generate(modelRequest()));
    expect(error.kind).toBe("timeout");
    await expect.poll(() => server.journal.every(({ outcome }) => outcome === "client_gone"), soon).toBe(true);
  });

  it("stops at the caller's abort, before and during the call", async () => {
    const { server, model } = await begin({ pace: () => never });
    const late = await modelFailure(model().generate(modelRequest({ signal: AbortSignal.abort() })));
    expect(late.kind).toBe("cancelled");
    expect(server.journal).toHaveLength(0);

    const caller = new AbortController();
    const running = modelFailure(model().generate(modelRequest({ signal: caller.signal })));
    await expect.poll(() => server.journal.length, soon).toBe(1);
    caller.abort();
    expect((await running).kind).toBe("cancelled");
    await expect.poll(() => server.journal[0]?.outcome, soon).toBe("client_gone");
  });

  it("passes on an error of the listener as it is", async () => {
    const { model } = await begin();
    const bug = new TypeError("bug in the listener");
    const onText = () => {
      throw bug;
    };
    await expect(model().generate(modelRequest({ onText }))).rejects.toBe(bug);
  });
});
