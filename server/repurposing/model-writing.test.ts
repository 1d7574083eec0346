import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { posts } from "@/db/schema/posts";
import { type Ctx, systemCtx } from "@/server/context";
import { closeLive, type LiveMessage, subscribe } from "@/server/live/subscribe";
import { saveRendition } from "@/server/posts/save-rendition";
import { cancelJob } from "@/server/repurposing/cancel-job";
import { createJob } from "@/server/repurposing/create-job";
import { finishJob } from "@/server/repurposing/finish-job";
import type { Controls, Draft, FormatId } from "@/server/repurposing/input";
import { outlineSource } from "@/server/repurposing/outline-source";
import { getJob } from "@/server/repurposing/queries";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";
import { ARTICLE, readTestSource, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { startCompatibleServer } from "@/server/testing/model-servers/compatible-server";
import type { Asked, ModelServer } from "@/server/testing/model-servers/model-server";
import { testWorkspace } from "@/server/testing/workspace";
import { getUsage } from "@/server/usage/queries";

testDatabase();
testStorage();
let server: ModelServer;
const SOON = { timeout: 10_000, interval: 20 };

const GOOD = "Twice a day the water at Lynmouth climbs nine metres.";
const INVENTED = "Some 77,000 boats were turned away.";

/** The short name under which the prompt gives the passage with these words. */
function idOf({ prompt }: Asked, words: string): string {
  const line = prompt.split("\n").find((one) => one.startsWith('{"id"') && one.includes(words));
  return (JSON.parse(line ?? "{}") as { id?: string }).id ?? "none";
}

const draftOf =
  (...texts: string[]) =>
  (asked: Asked): Draft => ({
    title: null,
    parts: texts.map((text, index) => ({
      sentences: [{ text, passageIds: [idOf(asked, "nine metres")], kind: index === 0 ? "hook" : "claim" }],
    })),
    hashtags: [],
  });

const outlineOf = (asked: Asked) => ({
  ideas: [
    { title: "The tide", passageIds: [idOf(asked, "nine metres"), "p999"], salience: 1 },
    { title: "Nothing", passageIds: ["p998"], salience: 0.5 },
  ],
});

beforeAll(async () => {
  server = await startCompatibleServer({
    models: ["test-model"],
    reply: (asked) => (asked.instructions.startsWith("You find the ideas") ? outlineOf(asked) : draftOf(GOOD)(asked)),
  });
  Object.assign(process.env, { COMPATIBLE_BASE_URL: server.url, COMPATIBLE_MODEL: "test-model" });
});

afterAll(async () => {
  closeLive();
  await server.close();
});

async function outlinedJob(formats: FormatId[] = ["x"]) {
  const ctx = await testWorkspace();
  const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const { id: jobId } = await createJob(ctx, { sourceId, formats });
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const [output] = await startJob(system, { jobId });
  if (!output) throw new Error("no output");
  await outlineSource(system, { jobId });
  return { ctx, system, jobId, output };
}

const outputOf = async (ctx: Ctx, jobId: string) => {
  const [output] = (await getJob(ctx, { jobId })).outputs;
  if (!output) throw new Error("no output");
  return output;
};

test("the outline keeps ideas that rest on passages of the source, by their real ids", async () => {
  const { ctx, system, jobId } = await outlinedJob();
  const before = server.journal.length;
  await outlineSource(system, { jobId });
  expect(server.journal).toHaveLength(before);
  const { ideas, step } = await getJob(ctx, { jobId });
  expect(ideas).toEqual([{ title: "The tide", passageIds: [expect.stringMatching(/^[0-9a-f-]{36}$/)], salience: 1 }]);
  expect(step).toBe("writing");
});

test("text reaches screens while the model writes, and every delta follows the one before", async () => {
  const { ctx, system, jobId, output } = await outlinedJob();
  const stop = new AbortController();
  const heard: LiveMessage[] = [];
  const listening = (async () => {
    for await (const message of subscribe(ctx.workspaceId, stop.signal)) heard.push(message);
  })();
  await vi.waitFor(() => expect(heard).toHaveLength(1), SOON);
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  server.script({ pace: (index) => (index < 8 ? Promise.resolve() : gate) });
  const writing = writeOutput(system, output);
  const deltas = () => heard.filter((message) => message.kind === "output" && message.append !== "");
  await vi.waitFor(() => expect(deltas().length).toBeGreaterThan(0), SOON);
  const early = await outputOf(ctx, jobId);
  expect(early.status).toBe("running");
  expect(GOOD.startsWith(early.text.trim())).toBe(true);
  expect(early.text).not.toBe(GOOD);
  goOn();
  await writing;
  await finishJob(system, { jobId });
  await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ kind: "job", status: "completed" }), SOON);
  stop.abort();
  await listening;
  const outputs = heard.filter((message) => message.kind === "output");
  let known = { seq: outputs[0]?.seq ?? 0, text: "" };
  for (const { seq, append } of outputs.slice(1, -1)) {
    expect(seq).toBe(known.seq + 1);
    known = { seq, text: known.text + append };
  }
  // What was not sent by then comes with the whole.
  expect(known.text).not.toBe("");
  expect(GOOD.startsWith(known.text.trim())).toBe(true);
  expect(outputs.at(-1)).toMatchObject({ status: "completed" });
  expect(await outputOf(ctx, jobId)).toMatchObject({ text: GOOD, model: "compatible/test-model" });
});

test("cancelling while the model writes hangs up and makes no post", async () => {
  const { ctx, system, jobId, output } = await outlinedJob();
  server.script({ pace: (index) => (index < 8 ? Promise.resolve() : new Promise(() => {})) });
  const writing = writeOutput(system, output);
  await vi.waitFor(async () => expect((await outputOf(ctx, jobId)).text).not.toBe(""), SOON);
  await cancelJob(ctx, { jobId });
  await writing;
  await vi.waitFor(() => expect(server.journal.at(-1)?.outcome).toBe("client_gone"), SOON);
  expect(await outputOf(ctx, jobId)).toMatchObject({ status: "cancelled", postId: null, parts: [] });
  expect(await ctx.tx((tx) => tx.$count(posts))).toBe(0);
});

test("a draft that fails a gate is mended by the model, told exactly what failed", async () => {
  const { ctx, system, jobId, output } = await outlinedJob();
  server.script({ reply: draftOf(GOOD, INVENTED) }, { reply: draftOf(GOOD) });
  await writeOutput(system, output);
  const said = JSON.stringify(server.journal.at(-1)?.body);
  expect(said).toContain("<failed>");
  expect(said).toContain("77,000");
  const written = await outputOf(ctx, jobId);
  expect(written.parts).toEqual([{ text: GOOD, media: [] }]);
  expect(written.citations).toMatchObject([{ state: "supported", text: GOOD }]);
  expect((await getUsage(ctx, { days: 1 })).items).toMatchObject([{ provider: "compatible", calls: 3, failed: 0 }]);
});

test("what cannot be mended in two rounds becomes a post that says so", async () => {
  const { ctx, system, jobId, output } = await outlinedJob();
  const bad = { reply: draftOf(GOOD, INVENTED) };
  const before = server.journal.length;
  server.script(bad, bad, bad);
  await writeOutput(system, output);
  expect(server.journal.length - before).toBe(3);
  const written = await outputOf(ctx, jobId);
  expect(written.status).toBe("completed");
  expect(written.citations.map(({ state }) => state)).toEqual(["supported", "unsourced"]);
  expect(written.checks).toContainEqual(
    expect.objectContaining({ gate: "figures", state: "fix", hard: true, part: 1 }),
  );
});

async function startedJob(request: Parameters<typeof createJob>[1]) {
  const ctx = await testWorkspace();
  const { id: jobId } = await createJob(ctx, request);
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const outputs = await startJob(system, { jobId });
  await outlineSource(system, { jobId });
  return { ctx, system, jobId, outputs };
}

test("a prompt alone becomes a post that is said to have no source, also after an edit", async () => {
  const prompt = "Say that our harbour opens its doors on Sunday.";
  const before = server.journal.length;
  const { ctx, system, jobId, outputs } = await startedJob({ prompt, formats: ["linkedin"] });
  const loose: Draft = {
    title: null,
    parts: [{ sentences: [{ text: "Our harbour opens its doors on Sunday.", passageIds: [], kind: "hook" }] }],
    hashtags: [],
  };
  server.script({ reply: () => loose });
  for (const output of outputs) await writeOutput(system, output);
  await finishJob(system, { jobId });
  expect(server.journal.length - before).toBe(1);
  const said = JSON.stringify(server.journal.at(-1)?.body);
  expect(said).toContain("<request>");
  expect(said).not.toContain("<source>\\n");
  const job = await getJob(ctx, { jobId });
  expect(job).toMatchObject({ status: "completed", sourceId: null, sourceTitle: prompt, prompt, ideas: [] });
  const untraced = (checks: { gate: string; state: string }[]) =>
    checks.filter(({ state }) => state === "not_checked").map(({ gate }) => gate);
  expect(untraced(job.outputs[0]?.checks ?? [])).toEqual(expect.arrayContaining(["citations", "figures", "quotes"]));
  const renditionId = job.outputs[0]?.renditionId ?? "";
  await saveRendition(ctx, { renditionId, baseVersion: 1, parts: [{ text: "Come on Sunday.", media: [] }] });
  expect(untraced((await outputOf(ctx, jobId)).checks)).toEqual(expect.arrayContaining(["citations", "figures"]));
});

test("what was fine-tuned reaches the model, and what needs none is done without it", async () => {
  const ctx = await testWorkspace();
  const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const controls: Controls = {
    emoji: "none",
    hashtags: "none",
    callToAction: "Come by.",
    hook: "figure",
    angle: "the log",
  };
  const { id: jobId } = await createJob(ctx, { sourceId, formats: ["linkedin"], controls });
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const [output] = await startJob(system, { jobId });
  if (!output) throw new Error("no output");
  await outlineSource(system, { jobId });
  const reply = (asked: Asked): Draft => ({ ...draftOf(`${GOOD} 🌊`)(asked), hashtags: ["Tide"] });
  server.script({ reply });
  await writeOutput(system, output);
  const said = JSON.stringify(server.journal.at(-1)?.body);
  for (const words of ["No emoji.", "most telling figure", "the log", "Write no call to action"])
    expect(said).toContain(words);
  const written = await outputOf(ctx, jobId);
  expect(written.parts).toEqual([{ text: `${GOOD}\n\nCome by.`, media: [] }]);
  expect(written.checks).toContainEqual(expect.objectContaining({ gate: "wishes", state: "pass" }));
  expect((await getJob(ctx, { jobId })).controls).toEqual(controls);
});

test("a translation is written by a language model or not at all, and what compares words is not checked", async () => {
  const ctx = await testWorkspace();
  const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const { id: jobId } = await createJob(ctx, { sourceId, formats: ["x"], controls: { language: "de" }, variants: 2 });
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const [first, second] = await startJob(system, { jobId });
  if (!first || !second) throw new Error("two outputs");
  await outlineSource(system, { jobId });
  server.script({ reply: draftOf("Zweimal am Tag steigt das Wasser in Lynmouth um neun Meter.") });
  await writeOutput(system, first);
  server.script({ fail: "unauthorized" });
  await writeOutput(system, second);
  const [translated, failed] = (await getJob(ctx, { jobId })).outputs;
  expect(translated).toMatchObject({ status: "completed", variant: 1 });
  expect(translated?.checks.filter(({ hard }) => hard)).toEqual([]);
  expect(translated?.checks).toContainEqual(expect.objectContaining({ gate: "negation", state: "not_checked" }));
  expect(failed).toMatchObject({ status: "failed", variant: 2, failure: { reason: "refused" } });
  expect(failed?.failure?.message).toContain("Translating needs a language model");
});

test("two posts of one format are told apart, and the later one says where it repeats the other", async () => {
  const ctx = await testWorkspace();
  const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const { id: jobId } = await createJob(ctx, { sourceId, formats: ["x"], variants: 2 });
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const outputs = await startJob(system, { jobId });
  await outlineSource(system, { jobId });
  // Both are begun before either is saved.
  await Promise.all(outputs.map((output) => writeOutput(system, output)));
  await finishJob(system, { jobId });
  const job = await getJob(ctx, { jobId });
  expect(job.outputs.map(({ variant, status }) => [variant, status])).toEqual([
    [1, "completed"],
    [2, "completed"],
  ]);
  const repeated = job.outputs.filter(({ checks }) =>
    checks.some(({ gate, state }) => gate === "redundancy" && state === "fix"),
  );
  expect(repeated).toHaveLength(1);
  expect(server.journal.some(({ body }) => JSON.stringify(body).includes("number 2 of 2"))).toBe(true);
});

test("when the model cannot be used, the built-in writer takes over and the ledger says so", async () => {
  const { ctx, system, jobId, output } = await outlinedJob();
  server.script({ fail: "unauthorized" });
  await writeOutput(system, output);
  expect(await outputOf(ctx, jobId)).toMatchObject({ status: "completed", model: "built-in/extractive-1" });
  const { items } = await getUsage(ctx, { days: 1 });
  expect(items.find(({ provider }) => provider === "compatible")).toMatchObject({ calls: 2, failed: 1 });
});
