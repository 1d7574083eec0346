import { sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { modelCalls } from "@/db/schema/jobs";
import { modelReplies, modelReservations } from "@/db/schema/models";
import { processRateLimits } from "@/server/ai/rate-limits";
import type { ChainOptions } from "@/server/ai/router";
import type { Ctx } from "@/server/context";
import { addProvider } from "@/server/models/add-provider";
import { modelsOf } from "@/server/models/queries";
import { reserveCost } from "@/server/models/reserve-cost";
import { saveModelSettings } from "@/server/models/save-model-settings";
import { updateProvider } from "@/server/models/update-provider";
import { workspaceModel } from "@/server/models/workspace-model";
import { testDatabase } from "@/server/testing/database";
import { modelFailure, modelRequest } from "@/server/testing/model-request";
import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { ModelServer } from "@/server/testing/model-servers/model-server";
import { reachOnly } from "@/server/testing/models";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
/** 1 USD per million tokens in, 10 out: the most a request of `modelRequest` costs is some 8,500 tokens out. */
const PRICE = { inputPrice: 1, outputPrice: 10 };
const MOST_USD = 0.086;
const usage = { input: 1_000, output: 100 };
const COST = 2_000;
let first: ModelServer;
let second: ModelServer;

beforeEach(async () => {
  await first?.close();
  await second?.close();
  const reply = (text: string) => () => ({ parts: [text] });
  first = await startCompatibleServer({ models: ["m"], reply: reply("From the first.") });
  second = await startCompatibleServer({ models: ["m"], reply: reply("From the second.") });
  reachOnly(first, second);
  processRateLimits().clear();
});
afterAll(async () => {
  await first.close();
  await second.close();
});

const options: ChainOptions = { retry: { maxRetryAfterMs: 0, baseDelayMs: 0, maxDelayMs: 0 }, circuits: new Map() };
const use = { jobId: null, purpose: "draft:x" };
const ask = (ctx: Ctx, more: { edition?: string; request?: Parameters<typeof modelRequest>[0] } = {}) =>
  workspaceModel(ctx, { ...use, ...(more.edition && { edition: more.edition }) }, options).generate(
    modelRequest(more.request),
  );
const add = (ctx: Ctx, server: ModelServer, more = {}) =>
  addProvider(ctx, {
    vendor: "compatible",
    name: server === first ? "First" : "Second",
    ...PRICE,
    ...{
      baseUrl: server.url,
      small: "m",
      large: "m",
    },
    ...more,
  });
const ledger = (ctx: Ctx) => ctx.tx((tx) => tx.select().from(modelCalls).orderBy(modelCalls.at, modelCalls.id));
const outcomes = async (ctx: Ctx) => (await ledger(ctx)).map(({ outcome }) => outcome);

describe("replies already paid for", () => {
  test("cost nothing a second time, and say what they save", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    first.script({ usage });
    const paid = await ask(ctx);
    const texts: string[] = [];
    const kept = await ask(ctx, { request: { onText: (text) => texts.push(text) } });
    expect(kept.value).toEqual(paid.value);
    expect(kept.calls).toMatchObject([{ outcome: "cached", costMicros: 0, recorded: true }]);
    expect(texts.at(-1)).toBe(JSON.stringify(paid.value));
    expect(first.journal).toHaveLength(1);
    expect(await ledger(ctx)).toMatchObject([
      { outcome: "completed", costMicros: COST, savedMicros: 0, purpose: "draft:x" },
      { outcome: "cached", costMicros: 0, savedMicros: COST, inputTokens: 0 },
    ]);
  });

  test("are another's as soon as anything that makes them differs", async () => {
    const ctx = await testWorkspace();
    const { id: providerId } = await add(ctx, first);
    await ask(ctx);
    const different = [
      { edition: "2" },
      { request: { prompt: "Passages: other" } },
      { request: { instructions: "Write for X. Be dry." } },
      { request: { schemaName: "other" } },
      { request: { maxOutputTokens: 501 } },
    ];
    for (const more of different) await ask(ctx, more);
    expect(first.journal).toHaveLength(1 + different.length);
    for (const more of different) await ask(ctx, more);
    expect(first.journal).toHaveLength(1 + different.length);
    await updateProvider(ctx, { providerId, baseUrl: second.url });
    await ask(ctx);
    expect(second.journal).toHaveLength(1);
    await add(await testWorkspace(), first);
    const stranger = await testWorkspace();
    await add(stranger, first);
    await ask(stranger);
    expect(first.journal).toHaveLength(2 + different.length);
  });

  test("are not given twice to who asks twice, and both are there when the step runs again", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    first.script({ reply: () => ({ parts: ["Once."] }) }, { reply: () => ({ parts: ["Twice."] }) });
    for (const _run of [1, 2]) {
      const model = workspaceModel(ctx, use, options);
      expect((await model.generate(modelRequest())).value).toEqual({ parts: ["Once."] });
      expect((await model.generate(modelRequest())).value).toEqual({ parts: ["Twice."] });
    }
    expect(first.journal).toHaveLength(2);
  });

  test("are forgotten after a week, and when a workspace has too many of them", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    await ask(ctx);
    await ctx.tx((tx) => tx.update(modelReplies).set({ createdAt: sql`now() - interval '8 days'` }));
    await ask(ctx);
    expect(first.journal).toHaveLength(2);
    await ctx.tx((tx) => tx.update(modelReplies).set({ bytes: 19_999_990, usedAt: sql`now() - interval '1 hour'` }));
    await ask(ctx, { edition: "2" });
    expect(await ctx.tx((tx) => tx.$count(modelReplies))).toBe(1);
    await ask(ctx, { edition: "2" });
    expect(first.journal).toHaveLength(3);
  });

  test("come back though their provider is resting", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    await ask(ctx);
    const circuits = new Map();
    const model = workspaceModel(ctx, use, {
      ...options,
      circuits,
      circuit: { failuresToOpen: 1, coolDownMs: 60_000 },
    });
    first.script({ fail: "quota" });
    await modelFailure(model.generate(modelRequest({ prompt: "Other" })));
    expect((await model.generate(modelRequest())).provider).toBe("compatible");
    expect(first.journal).toHaveLength(2);
  });
});

describe("budgets", () => {
  test("are asked before the call: the next provider answers, and the ledger says why", async () => {
    const ctx = await testWorkspace();
    const { id } = await add(ctx, first, { dayUsd: MOST_USD + 0.001 });
    await add(ctx, second);
    first.script({ usage });
    expect((await ask(ctx)).value).toEqual({ parts: ["From the first."] });
    expect((await ask(ctx, { edition: "2" })).value).toEqual({ parts: ["From the second."] });
    expect(first.journal).toHaveLength(1);
    expect(await ledger(ctx)).toMatchObject([
      { outcome: "completed", providerId: id },
      { outcome: "over_budget", providerId: id, model: "m", costMicros: 0 },
      { outcome: "completed" },
    ]);
    expect(await ctx.tx((tx) => tx.$count(modelReservations))).toBe(0);
    const [provider] = (await modelsOf(ctx)).providers;
    expect(provider?.budget.day).toEqual({ limitUsd: MOST_USD + 0.001, spentUsd: COST / 1e6 });
  });

  test("of the workspace hold for all providers; the built-in writer is free and always left", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    await add(ctx, second);
    await saveModelSettings(ctx, { useServer: true, dayUsd: null, monthUsd: 0.01 });
    // The built-in writer has no passages here and says so; what matters is that nobody else was asked.
    const error = await modelFailure(ask(ctx));
    expect(error.kind).toBe("refused");
    expect((await outcomes(ctx)).slice(0, 2)).toEqual(["over_budget", "over_budget"]);
    expect([first.journal, second.journal]).toEqual([[], []]);
  });

  test("cannot be overrun by calls made at once", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    // Room for three at their highest cost.
    await saveModelSettings(ctx, { useServer: true, dayUsd: MOST_USD * 3.5, monthUsd: null });
    let free = (): void => {};
    const gate = new Promise<void>((resolve) => {
      free = resolve;
    });
    first.script(...Array.from({ length: 12 }, () => ({ hold: gate, usage })));
    const all = Array.from({ length: 12 }, (_, n) =>
      ask(ctx, { edition: String(n) }).then(
        () => 1,
        () => 0,
      ),
    );
    await expect
      .poll(async () => (await outcomes(ctx)).filter((one) => one === "over_budget").length, { timeout: 10_000 })
      .toBe(9);
    expect(first.journal).toHaveLength(3);
    free();
    expect((await Promise.all(all)).filter(Boolean)).toHaveLength(3);
    // What they really cost is far less, so there is room again.
    expect((await ask(ctx, { edition: "after" })).provider).toBe("compatible");
  });

  test("of a call whose process died are freed by time, not before", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    await saveModelSettings(ctx, { useServer: true, dayUsd: 1, monthUsd: null });
    const planned = { providerId: null, label: "First", mostMicros: 900_000 };
    expect(await reserveCost(ctx, planned)).toBeTypeOf("string");
    expect((await modelFailure(reserveCost(ctx, planned))).message).toContain("today");
    await ctx.tx((tx) => tx.update(modelReservations).set({ expiresAt: sql`now() - interval '1 second'` }));
    expect(await reserveCost(ctx, planned)).toBeTypeOf("string");
    expect(await ctx.tx((tx) => tx.$count(modelReservations))).toBe(1);
  });

  test("begin anew with the workspace's own day and month", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first, { dayUsd: 1, monthUsd: 2 });
    await ctx.tx((tx) => tx.execute(sql`update workspaces set time_zone = 'Pacific/Kiritimati'`));
    first.script({ usage });
    await ask(ctx);
    const spent = async () => {
      const budget = (await modelsOf(ctx)).providers[0]?.budget;
      return [budget?.day.spentUsd, budget?.month.spentUsd];
    };
    const begin = (unit: string) =>
      sql`date_trunc(${unit}, now() at time zone 'Pacific/Kiritimati') at time zone 'Pacific/Kiritimati'`;
    const cost = COST / 1e6;
    const moved = async (at: ReturnType<typeof sql>) => {
      await ctx.tx((tx) => tx.update(modelCalls).set({ at }));
      return spent();
    };
    expect(await moved(begin("day"))).toEqual([cost, cost]);
    expect(await moved(sql`${begin("month")} - interval '1 second'`)).toEqual([0, 0]);
  });

  test("need a price: a model whose price nobody knows is refused while one is set", async () => {
    const ctx = await testWorkspace();
    const { id: providerId } = await add(ctx, first, { inputPrice: null, outputPrice: null });
    expect((await ask(ctx)).provider).toBe("compatible");
    await saveModelSettings(ctx, { useServer: true, dayUsd: 100, monthUsd: null });
    await modelFailure(ask(ctx, { edition: "2" }));
    expect(await outcomes(ctx)).toContain("unpriced");
    await updateProvider(ctx, { providerId, ...PRICE });
    expect((await ask(ctx, { edition: "2" })).provider).toBe("compatible");
  });

  test("count what a broken call is likely to have cost", async () => {
    const ctx = await testWorkspace();
    await add(ctx, first);
    first.script(...Array.from({ length: 3 }, () => ({ ending: "cut" as const })));
    await modelFailure(ask(ctx));
    const broken = (await ledger(ctx)).filter(({ outcome }) => outcome === "unavailable");
    expect(broken.length).toBeGreaterThan(0);
    for (const { costMicros, inputTokens } of broken) {
      expect(inputTokens).toBeGreaterThan(100);
      expect(costMicros).toBeGreaterThan(100);
    }
  });
});
