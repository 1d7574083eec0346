import { afterEach, describe, expect, it } from "vitest";
import { anthropicModel } from "@/server/ai/anthropic";
import type { Circuits } from "@/server/ai/circuit";
import type { Model, ModelRequest } from "@/server/ai/model";
import { openAiModel } from "@/server/ai/openai";
import type { Clock } from "@/server/ai/retry";
import { type ChainOptions, chainModels } from "@/server/ai/router";
import { type ModelCall, ModelError, type ModelErrorKind } from "@/server/errors";
import { modelFailure, modelRequest } from "@/server/testing/model-request";
import { startAnthropicServer } from "@/server/testing/model-servers/anthropic-server";
import { startOpenAiServer } from "@/server/testing/model-servers/openai-server";

const value = { parts: ["One."] };

/** A model that fails as told, one kind per call, then answers; it counts its calls. */
function writer(name: string, failures: ModelErrorKind[] = [], retryAfterMs?: number): Model & { asked: number } {
  const call = (outcome: ModelCall["outcome"]): ModelCall => {
    const usage = { input: 10, cachedInput: 0, cacheWrite: 0, output: 1 };
    return { provider: name, model: name, outcome, usage, costMicros: 12, latencyMs: 1 };
  };
  return {
    provider: name,
    label: name,
    circuit: () => name,
    asked: 0,
    generate<T>({ schema, onText }: ModelRequest<T>) {
      const kind = failures[this.asked++];
      onText?.(`from ${name}`);
      const failed = () =>
        new ModelError(kind ?? "refused", name, {
          calls: [call(kind ?? "refused")],
          ...(retryAfterMs && { retryAfterMs }),
        });
      if (kind) return Promise.reject(failed());
      return Promise.resolve({ value: schema.parse(value), provider: name, model: name, calls: [call("completed")] });
    },
  };
}

/** A chain's options with a clock that only the test (and the sleeps) move. */
function frozen(more: ChainOptions = {}) {
  const time = { ms: 0 };
  const clock: Clock = {
    now: () => time.ms,
    random: () => 0,
    sleep: async (ms) => {
      time.ms += ms;
    },
  };
  const circuits: Circuits = new Map();
  return { time, options: { clock, circuits, circuit: { failuresToOpen: 3, coolDownMs: 30_000 }, ...more } };
}

const outcomes = (calls: readonly ModelCall[]) => calls.map((call) => `${call.provider} ${call.outcome}`);
const always = (kind: ModelErrorKind) => Array.from({ length: 50 }, () => kind);

describe("chainModels", () => {
  it("asks the first model, and nobody else when it answers", async () => {
    const [first, second] = [writer("first"), writer("second")];
    const chain = chainModels([first, second], frozen().options);
    const reply = await chain.generate(modelRequest());
    expect(reply).toMatchObject({ value, provider: "first" });
    expect([chain.label, first.asked, second.asked]).toEqual(["first", 1, 0]);
  });

  it.each<ModelErrorKind>([
    "auth",
    "quota",
    "refused",
    "too_long",
    "truncated",
    "invalid_reply",
    "timeout",
    "unavailable",
  ])("goes on to the next model after %s", async (kind) => {
    const reply = await chainModels([writer("first", always(kind)), writer("second")], frozen().options).generate(
      modelRequest(),
    );
    expect(reply.provider).toBe("second");
    expect(new Set(outcomes(reply.calls))).toEqual(new Set([`first ${kind}`, "second completed"]));
  });

  it("gathers every call, the failed ones too, and starts the text anew at each try", async () => {
    const texts: string[] = [];
    const models = [writer("first", ["invalid_reply", "auth"]), writer("second", ["unavailable"])];
    const reply = await chainModels(models, frozen().options).generate(
      modelRequest({ onText: (text) => texts.push(text) }),
    );
    expect(outcomes(reply.calls)).toEqual([
      "first invalid_reply",
      "first auth",
      "second unavailable",
      "second completed",
    ]);
    expect(texts).toEqual(["from first", "", "from first", "", "from second", "", "from second"]);
  });

  it("stops at once when the caller cancels", async () => {
    const second = writer("second");
    const error = await modelFailure(
      chainModels([writer("first", ["cancelled"]), second], frozen().options).generate(modelRequest()),
    );
    expect([error.kind, outcomes(error.calls), second.asked]).toEqual(["cancelled", ["first cancelled"], 0]);
  });

  it("throws the last failure with all calls when nobody answers", async () => {
    const chain = chainModels([writer("first", always("auth")), writer("second", always("refused"))], frozen().options);
    const error = await modelFailure(chain.generate(modelRequest()));
    expect(error).toMatchObject({ kind: "refused", message: "second" });
    expect(outcomes(error.calls)).toEqual(["first auth", "second refused"]);
  });

  it("does not wait for a model that asks for more time than the cap when another can answer", async () => {
    const { time, options } = frozen();
    const first = writer("first", always("rate_limited"), 60_000);
    const reply = await chainModels([first, writer("second")], options).generate(modelRequest());
    expect([reply.provider, first.asked, time.ms]).toEqual(["second", 1, 0]);
  });

  it("passes on a bug instead of hiding it behind the next model", async () => {
    const bug = new TypeError("bug");
    const broken: Model = { provider: "first", label: "first", generate: () => Promise.reject(bug) };
    await expect(chainModels([broken, writer("second")], frozen().options).generate(modelRequest())).rejects.toBe(bug);
  });

  it("refuses to be empty", () => {
    expect(() => chainModels([])).toThrow(TypeError);
  });
});

describe("the circuit of a model", () => {
  it("opens after failures in a row, leaves the model alone, then probes it once", async () => {
    const { time, options } = frozen();
    const first = writer("first", always("auth").slice(0, 4));
    const chain = chainModels([first, writer("second")], options);
    const ask = async () => (await chain.generate(modelRequest())).provider;

    for (let count = 0; count < 5; count += 1) expect(await ask()).toBe("second");
    expect(first.asked).toBe(3);
    time.ms += 30_000;
    expect(await ask()).toBe("second");
    expect(await ask()).toBe("second");
    expect(first.asked).toBe(4);
    time.ms += 30_000;
    expect(await ask()).toBe("first");
    expect(await ask()).toBe("first");
    expect(first.asked).toBe(6);
  });

  it("is probed by one call at a time, without further tries", async () => {
    const { time, options } = frozen();
    const opening = Promise.withResolvers<void>();
    const failing = writer("first", always("unavailable"));
    const slow: Model = {
      ...failing,
      generate: async (request) => {
        if (time.ms >= 30_000) await opening.promise;
        return failing.generate(request);
      },
    };
    const chain = chainModels([slow, writer("second")], options);
    await chain.generate(modelRequest());
    expect(failing.asked).toBe(3);

    time.ms += 60_000;
    const probe = chain.generate(modelRequest());
    expect((await chain.generate(modelRequest())).calls).toHaveLength(1);
    opening.resolve();
    expect(outcomes((await probe).calls)).toEqual(["first unavailable", "second completed"]);
    expect(failing.asked).toBe(4);
  });

  it("stays closed for failures that show the model alive", async () => {
    const { options } = frozen();
    const first = writer("first", always("refused"));
    const chain = chainModels([first, writer("second")], options);
    for (let count = 0; count < 6; count += 1) await chain.generate(modelRequest());
    expect(first.asked).toBe(6);
  });

  it("rests at least as long as the vendor asked", async () => {
    const { time, options } = frozen({ circuit: { failuresToOpen: 1, coolDownMs: 1000 } });
    const first = writer("first", ["rate_limited"], 90_000);
    const chain = chainModels([first, writer("second")], options);
    await chain.generate(modelRequest());
    time.ms = 89_999;
    expect((await chain.generate(modelRequest())).provider).toBe("second");
    time.ms = 90_000;
    expect((await chain.generate(modelRequest())).provider).toBe("first");
  });

  it("says when to come back if every model is left alone", async () => {
    const { options } = frozen({ circuit: { failuresToOpen: 1, coolDownMs: 30_000 } });
    const chain = chainModels([writer("first", always("auth"))], options);
    await modelFailure(chain.generate(modelRequest()));
    const error = await modelFailure(chain.generate(modelRequest()));
    expect(error).toMatchObject({ kind: "unavailable", retryAfterMs: 30_000, calls: [] });
  });

  it("is shared by chains of one process", async () => {
    const name = `shared ${crypto.randomUUID()}`;
    const { clock, circuit } = frozen({ circuit: { failuresToOpen: 1, coolDownMs: 30_000 } }).options;
    const first = writer(name, always("auth"));
    const ask = () => chainModels([first, writer("second")], { clock, circuit }).generate(modelRequest());
    await ask();
    await ask();
    expect(first.asked).toBe(1);
  });
});

describe("failover between vendors", () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  it("answers from Anthropic when OpenAI's stream breaks again and again", async () => {
    const apiKey = "key-for-tests";
    const openAi = await startOpenAiServer({ apiKey, reply: () => value });
    const anthropic = await startAnthropicServer({ apiKey, reply: () => value });
    closing.push(openAi.close, anthropic.close);
    openAi.script({ ending: "cut" }, { fail: "overloaded" }, { fail: "rate_limited", retryAfterSeconds: 2 });
    anthropic.script({ ending: "silent" });
    const { time, options } = frozen();
    const chain = chainModels(
      [
        openAiModel({ apiKey, baseUrl: openAi.url, model: { small: "gpt-6-luna", large: "gpt-6-sol" } }),
        anthropicModel({
          apiKey,
          baseUrl: anthropic.url,
          model: { small: "claude-haiku-5-5", large: "claude-opus-5-5" },
        }),
      ],
      options,
    );
    const reply = await chain.generate(modelRequest());
    expect(reply).toMatchObject({ value, provider: "anthropic", model: "claude-haiku-5-5" });
    expect(outcomes(reply.calls)).toEqual([
      "openai unavailable",
      "openai unavailable",
      "openai rate_limited",
      "anthropic truncated",
      "anthropic completed",
    ]);
    expect(time.ms).toBeLessThan(2000);
    expect([openAi.journal.length, anthropic.journal.length]).toEqual([3, 2]);
  });
});
