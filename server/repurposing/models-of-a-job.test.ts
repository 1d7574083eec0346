import { afterAll, beforeAll, expect, test } from "vitest";
import { systemCtx } from "@/server/context";
import { addProvider } from "@/server/models/add-provider";
import { saveModelSettings } from "@/server/models/save-model-settings";
import { workspaceModel } from "@/server/models/workspace-model";
import { createJob } from "@/server/repurposing/create-job";
import { estimateCost } from "@/server/repurposing/estimate-cost";
import { finishJob } from "@/server/repurposing/finish-job";
import { outlineSource } from "@/server/repurposing/outline-source";
import { getJob } from "@/server/repurposing/queries";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";
import { ARTICLE, readTestSource, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { startAnthropicServer } from "@/server/testing/model-servers/anthropic-server";
import type { Asked, ModelServer } from "@/server/testing/model-servers/model-server";
import { startOpenAiServer } from "@/server/testing/model-servers/openai-server";
import { reachOnly } from "@/server/testing/models";
import { testWorkspace } from "@/server/testing/workspace";
import { getUsageOfJob } from "@/server/usage/queries";

testDatabase();
testStorage();
let openAi: ModelServer;
let anthropic: ModelServer;
const apiKey = "a-key-of-the-workspace";

/** The short name under which the prompt gives the passage with these words. */
function idOf({ prompt }: Asked, words: string): string {
  const line = prompt.split("\n").find((one) => one.startsWith('{"id"') && one.includes(words));
  return (JSON.parse(line ?? "{}") as { id?: string }).id ?? "none";
}

const reply = (asked: Asked) => {
  const passageIds = [idOf(asked, "nine metres")];
  if (asked.instructions.startsWith("You find the ideas"))
    return { ideas: [{ title: "The tide", passageIds, salience: 1 }] };
  const text = asked.instructions.includes("LinkedIn")
    ? "Nine metres is how far the tide climbs at Lynmouth."
    : "Twice a day the water at Lynmouth climbs nine metres.";
  return { title: null, parts: [{ sentences: [{ text, passageIds, kind: "hook" }] }], hashtags: [] };
};

beforeAll(async () => {
  openAi = await startOpenAiServer({ apiKey, reply });
  anthropic = await startAnthropicServer({ apiKey, reply });
  reachOnly(openAi, anthropic);
});
afterAll(async () => {
  await openAi.close();
  await anthropic.close();
});

async function withProviders() {
  const ctx = await testWorkspace();
  await addProvider(ctx, {
    ...{ vendor: "openai", apiKey, baseUrl: openAi.url },
    small: "gpt-6-luna",
    large: "gpt-6.1-terra",
  });
  await addProvider(ctx, {
    ...{ vendor: "anthropic", apiKey, baseUrl: anthropic.url },
    ...{ small: "claude-haiku-5-5", large: "claude-sonnet-5-5" },
  });
  const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const { id: jobId } = await createJob(ctx, { sourceId, formats: ["x", "linkedin"] });
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  return { ctx, system, jobId, outputs: await startJob(system, { jobId }) };
}

test("a provider that dies midway hands over, and what was finished stays", async () => {
  const { ctx, system, jobId, outputs } = await withProviders();
  const [one, other] = outputs;
  if (!one || !other) throw new Error("two formats were asked for");
  await outlineSource(system, { jobId });
  await writeOutput(system, one);
  expect(openAi.journal).toHaveLength(2);
  openAi.script({ fail: "quota" });
  await writeOutput(system, other);
  await finishJob(system, { jobId });
  const job = await getJob(ctx, { jobId });
  expect(job.status).toBe("completed");
  expect(job.outputs.map(({ model }) => model).sort()).toEqual(["anthropic/claude-sonnet-5-5", "openai/gpt-6.1-terra"]);
  expect([openAi.journal.length, anthropic.journal.length]).toEqual([3, 1]);
  const { calls, costMicros, passedOver } = await getUsageOfJob(ctx, { jobId });
  expect({ calls, passedOver }).toEqual({ calls: 4, passedOver: [] });
  expect(costMicros).toBeGreaterThan(0);
});

test("a step whose process died after the call costs nothing when it runs again", async () => {
  const { ctx, system, jobId, outputs } = await withProviders();
  const [one] = outputs;
  if (!one) throw new Error("no output");
  await outlineSource(system, { jobId });
  const before = openAi.journal.length;
  // What a crash leaves behind: the reply is in, its post is not.
  const crashed = { ...workspaceModel(system, { jobId, purpose: "draft:x", edition: "1.1" }) };
  await expect(
    writeOutput(system, one, {
      ...crashed,
      generate: async (request) => {
        await crashed.generate(request);
        throw new Error("the process died");
      },
    }),
  ).rejects.toThrow("died");
  expect(openAi.journal.length - before).toBe(1);
  await writeOutput(system, one);
  expect(openAi.journal.length - before).toBe(1);
  const written = (await getJob(ctx, { jobId })).outputs.find(({ id }) => id === one.outputId);
  expect(written?.status).toBe("completed");
  expect((await getUsageOfJob(ctx, { jobId })).savedMicros).toBeGreaterThan(0);
});

test("a job whose budget is used up is written by the built-in writer, and says why", async () => {
  const { ctx, system, jobId, outputs } = await withProviders();
  await saveModelSettings(ctx, { useServer: true, dayUsd: 0.01, monthUsd: null });
  await outlineSource(system, { jobId });
  const before = [openAi.journal.length, anthropic.journal.length];
  for (const output of outputs) await writeOutput(system, output);
  await finishJob(system, { jobId });
  const job = await getJob(ctx, { jobId });
  expect(job.status).toBe("completed");
  for (const { model } of job.outputs) expect(model).toMatch(/^built-in\//);
  expect([openAi.journal.length, anthropic.journal.length]).toEqual(before);
  const { costMicros, passedOver } = await getUsageOfJob(ctx, { jobId });
  // The outline still fitted.
  expect(costMicros).toBeLessThan(10_000);
  expect(passedOver).toContainEqual({ provider: "openai", model: "gpt-6.1-terra", reason: "over_budget" });
});

test("the estimate holds what a job really costs, and is nothing for the built-in writer", async () => {
  const { ctx } = await withProviders();
  const asked = { formats: ["x", "linkedin"], variants: 1 };
  const usual = await estimateCost(ctx, asked);
  expect(usual).toMatchObject({ writer: "OpenAI", leftUsd: null });
  expect(usual.lowUsd).toBeGreaterThan(0.001);
  expect(usual.highUsd).toBeGreaterThan(usual.lowUsd ?? Number.NaN);
  expect((await estimateCost(ctx, { ...asked, variants: 3 })).lowUsd).toBeGreaterThan((usual.lowUsd ?? 0) * 2);
  expect((await estimateCost(ctx, { ...asked, characters: 90_000 })).lowUsd).toBeGreaterThan((usual.lowUsd ?? 0) * 3);
  await saveModelSettings(ctx, { useServer: true, dayUsd: 2, monthUsd: 5 });
  expect((await estimateCost(ctx, asked)).leftUsd).toBe(2);
  const free = await testWorkspace();
  expect(await estimateCost(free, asked)).toMatchObject({ writer: null, lowUsd: 0, highUsd: 0 });
});
