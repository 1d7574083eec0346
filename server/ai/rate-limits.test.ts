import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Model } from "@/server/ai/model";
import { openAiModel } from "@/server/ai/openai";
import { noteLimits, noteRest, type RateLimits, takeTurn } from "@/server/ai/rate-limits";
import { processClock } from "@/server/ai/retry";
import { chainModels } from "@/server/ai/router";
import { modelFailure, modelRequest } from "@/server/testing/model-request";
import type { ModelServer } from "@/server/testing/model-servers/model-server";
import { startOpenAiServer } from "@/server/testing/model-servers/openai-server";

const NAME = "openai/gpt-6-luna/key";
const note = (headers: Record<string, string>, now = 0): RateLimits => {
  const limits: RateLimits = new Map();
  noteLimits(limits, NAME, { headers: new Headers(headers), now });
  return limits;
};
const openAi = (limit: number, remaining: number, reset: string, what = "requests") => ({
  [`x-ratelimit-limit-${what}`]: String(limit),
  [`x-ratelimit-remaining-${what}`]: String(remaining),
  [`x-ratelimit-reset-${what}`]: reset,
});

describe("takeTurn", () => {
  it("lets through what no vendor has limited", () => {
    expect(takeTurn(new Map(), NAME, { tokens: 1e9, now: 0 })).toBe(0);
    expect(takeTurn(note({ "content-type": "text/html" }), NAME, { tokens: 1e9, now: 0 })).toBe(0);
    expect(takeTurn(note(openAi(500, 500, "0s")), NAME, { tokens: 1, now: 0 })).toBe(0);
  });

  it("counts requests as they are made and waits as long as one takes to come back", () => {
    // 60 a minute, 58 used: one comes back each second.
    const limits = note(openAi(60, 2, "58s"));
    const take = (now: number) => takeTurn(limits, NAME, { tokens: 1, now });
    expect([take(0), take(0), take(0)]).toEqual([0, 0, 1_000]);
    expect(take(600)).toBe(400);
    expect(take(1_000)).toBe(0);
    expect(take(1_000)).toBe(1_000);
  });

  it.each([
    ["6m0s", 3_600],
    ["20ms", 1],
    ["1h", 36_000],
    ["60", 600],
  ])("reads a reset of %s", (reset, wait) => {
    expect(takeTurn(note(openAi(100, 0, reset)), NAME, { tokens: 1, now: 0 })).toBe(wait);
  });

  it("reads Anthropic's instants against the reply's own clock", () => {
    const limits = note({
      date: "Fri, 20 Nov 2020 12:00:00 GMT",
      "anthropic-ratelimit-tokens-limit": "10000",
      "anthropic-ratelimit-tokens-remaining": "1000",
      "anthropic-ratelimit-tokens-reset": "2020-11-20T12:00:09Z",
    });
    expect(takeTurn(limits, NAME, { tokens: 1_000, now: 0 })).toBe(0);
    expect(takeTurn(limits, NAME, { tokens: 500, now: 0 })).toBe(500);
    // More than there can ever be waits for the whole, not for ever.
    expect(takeTurn(limits, NAME, { tokens: 50_000, now: 0 })).toBe(10_000);
  });

  it("stays away as long as the vendor said, whatever is left", () => {
    const limits = note(openAi(60, 59, "1s"));
    noteRest(limits, NAME, { ms: 5_000, now: 0 });
    expect(takeTurn(limits, NAME, { tokens: 1, now: 2_000 })).toBe(3_000);
    expect(takeTurn(limits, NAME, { tokens: 1, now: 5_000 })).toBe(0);
  });
});

describe("a chain whose first vendor has told its limits", () => {
  let server: ModelServer;
  let rates: RateLimits;
  const slept: number[] = [];

  beforeEach(async () => {
    slept.length = 0;
    rates = new Map();
    server = await startOpenAiServer({ apiKey: "key", reply: () => ({ parts: ["One."] }) });
  });
  afterEach(() => server.close());

  const second: Model = {
    provider: "second",
    label: "Second",
    generate: async ({ schema }) => ({
      ...{ value: schema.parse({ parts: ["Two."] }), provider: "second", model: "second", calls: [] },
    }),
  };
  const chain = (...more: Model[]) => {
    const first = openAiModel({
      ...{ apiKey: "key", baseUrl: server.url, model: { small: "gpt-6-luna", large: "gpt-6-sol" }, rates },
    });
    const sleep = async (ms: number) => {
      slept.push(ms);
      for (const allowance of rates.values()) if (allowance.requests) allowance.requests.at -= ms;
    };
    return chainModels([first, ...more], { clock: { ...processClock, sleep }, circuits: new Map() });
  };

  it("waits before the call, and then makes it once", async () => {
    server.script({ headers: openAi(60, 0, "30s") });
    await chain().generate(modelRequest());
    await chain().generate(modelRequest());
    expect(server.journal.map(({ status }) => status)).toEqual([200, 200]);
    expect(slept).toHaveLength(1);
    expect(slept[0]).toBeGreaterThan(400);
  });

  it("leaves a wait that is too long to the next model, without a call", async () => {
    server.script({ headers: openAi(2, 0, "2m0s") });
    await chain(second).generate(modelRequest());
    const reply = await chain(second).generate(modelRequest());
    expect(reply.provider).toBe("second");
    expect(server.journal).toHaveLength(1);
    expect(slept).toEqual([]);
    const alone = await modelFailure(chain().generate(modelRequest()));
    expect(alone).toMatchObject({ kind: "rate_limited", calls: [] });
  });

  it("remembers a 429 that says when to come back", async () => {
    server.script({ fail: "rate_limited", retryAfterSeconds: 90 });
    expect((await chain(second).generate(modelRequest())).provider).toBe("second");
    expect((await chain(second).generate(modelRequest())).provider).toBe("second");
    expect(server.journal).toHaveLength(1);
  });
});
