import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { jobs, modelCalls } from "@/db/schema/jobs";
import type { ModelCall } from "@/server/ai/model";
import { type Ctx, createCtx } from "@/server/context";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";
import { exportCalls } from "@/server/usage/export-calls";
import { getUsage, getUsageDays, getUsageOfJob, listUsageJobs } from "@/server/usage/queries";
import { recordCalls } from "@/server/usage/record-calls";

testDatabase();
let ctx: Ctx & { userId: string };
let jobIds: string[];

const call = (more: Partial<ModelCall> = {}): ModelCall => ({
  ...{ provider: "openai", model: "gpt-6-luna", outcome: "completed", costMicros: 1_000, latencyMs: 12 },
  usage: { input: 500, cachedInput: 100, cacheWrite: 0, output: 50 },
  ...more,
});
const nothing = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
const none = { usage: nothing, costMicros: 0 };

beforeAll(async () => {
  ctx = await testWorkspace();
  const { workspaceId } = ctx;
  await ctx.tx(async (tx) => {
    await tx.execute(sql`update workspaces set time_zone = 'Pacific/Kiritimati' where id = ${workspaceId}`);
    const prompts = ["First", "Second", "Third"].map((prompt, n) => ({
      ...{ workspaceId, prompt },
      createdAt: sql`now() - ${3 - n} * interval '1 minute'`,
    }));
    jobIds = (await tx.insert(jobs).values(prompts).returning({ id: jobs.id })).map(({ id }) => id);
    const [first = null, second = null] = jobIds;
    const record = (jobId: string | null, calls: ModelCall[], savedMicros = 0) =>
      recordCalls(tx, { workspaceId, jobId, purpose: "draft:x", calls, savedMicros });
    await record(first, [call(), call({ outcome: "rate_limited", ...none }), call({ recorded: true })]);
    await record(first, [call({ outcome: "cached", ...none })], 1_000);
    await record(second, [call({ outcome: "over_budget", ...none }), call({ outcome: "over_budget", ...none })]);
    await record(second, [call({ provider: "compatible", model: '=HYPERLINK("x"),y', costMicros: null })]);
    await record(null, [call({ costMicros: 7 })]);
    await tx.execute(sql`update model_calls set at = now() - interval '3 days' where cost_micros = 7`);
  });
});

describe("usage", () => {
  test("by model: what was sent, what failed, what was there already", async () => {
    const { items } = await getUsage(ctx, { days: 7 });
    expect(items).toMatchObject([
      { model: "gpt-6-luna", calls: 3, failed: 1, cached: 1, costMicros: 1_007, savedMicros: 1_000, unpriced: 0 },
      { provider: "compatible", calls: 1, costMicros: 0, unpriced: 1 },
    ]);
    expect((await getUsage(ctx, { days: 2 })).items[0]?.costMicros).toBe(1_000);
  });

  test("by day of the workspace's zone, quiet days too", async () => {
    const { items } = await getUsageDays(ctx, { days: 5 });
    const today = new Intl.DateTimeFormat("sv", { timeZone: "Pacific/Kiritimati" }).format(new Date());
    expect(items.at(-1)).toMatchObject({ day: today, costMicros: 1_000, calls: 3 });
    expect(items.map(({ costMicros }) => costMicros)).toEqual([0, 7, 0, 0, 1_000]);
  });

  test("by job, newest first, page by page", async () => {
    const one = await listUsageJobs(ctx, { days: 7, limit: 2 });
    expect(one.items).toMatchObject([
      { title: "Third", calls: 0, costMicros: 0 },
      { title: "Second", calls: 1, unpriced: 1 },
    ]);
    const rest = await listUsageJobs(ctx, { days: 7, limit: 2, cursor: one.nextCursor ?? "" });
    expect(rest).toMatchObject({
      items: [{ title: "First", costMicros: 1_000, savedMicros: 1_000 }],
      nextCursor: null,
    });
  });

  test("of one job says which models were not asked, once each", async () => {
    expect(await getUsageOfJob(ctx, { jobId: jobIds[1] ?? "" })).toMatchObject({
      calls: 1,
      passedOver: [{ provider: "openai", model: "gpt-6-luna", reason: "over_budget" }],
    });
    const stranger = await testWorkspace();
    await expect(getUsageOfJob(stranger, { jobId: jobIds[1] ?? "" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("as CSV has a line for each row of the ledger, and no formula in it", async () => {
    await ctx.tx((tx) => {
      const many = Array.from({ length: 1_500 }, () => call({ provider: "bulk", costMicros: 0 }));
      return recordCalls(tx, { workspaceId: ctx.workspaceId, jobId: null, purpose: "bulk", calls: many });
    });
    let csv = "";
    for await (const piece of exportCalls(ctx, { days: 7 })) csv += piece;
    const lines = csv.trimEnd().split("\r\n");
    expect(lines).toHaveLength(1 + (await ctx.tx((tx) => tx.$count(modelCalls))));
    expect(new Set(lines).size).toBeGreaterThan(5);
    expect(csv).toContain(`"'=HYPERLINK(""x""),y"`);
    expect(lines[1]).toContain(",0.000007,0,12");
  });

  test("is not for clients", async () => {
    const client = createCtx({ ...ctx, actor: { kind: "user", userId: ctx.userId, role: "client" }, action: "test" });
    await expect(getUsage(client, { days: 7 })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(() => exportCalls(client, { days: 7 })).toThrow();
  });
});
