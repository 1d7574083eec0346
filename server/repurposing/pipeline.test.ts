import { describe, expect, test } from "vitest";
import { modelCalls } from "@/db/schema/jobs";
import { posts, renditions, renditionVersions } from "@/db/schema/posts";
import { builtInModel } from "@/server/ai/built-in/built-in";
import { type Ctx, systemCtx } from "@/server/context";
import { cancelJob } from "@/server/repurposing/cancel-job";
import { createJob } from "@/server/repurposing/create-job";
import { failJob } from "@/server/repurposing/fail-job";
import { failOutput } from "@/server/repurposing/fail-output";
import { finishJob } from "@/server/repurposing/finish-job";
import { FORMATS } from "@/server/repurposing/formats/registry";
import { type FormatId, listJobsInput } from "@/server/repurposing/input";
import { outlineSource } from "@/server/repurposing/outline-source";
import { getJob, listJobs } from "@/server/repurposing/queries";
import { releaseJobs } from "@/server/repurposing/release-jobs";
import { retryOutput } from "@/server/repurposing/retry-output";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";
import { addSource } from "@/server/sources/add-source";
import { failReading } from "@/server/sources/fail-reading";
import { readSource } from "@/server/sources/read-source";
import { trashSource } from "@/server/sources/trash-source";
import { ARTICLE, readTestSource, takeEvents, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";
import { getUsage } from "@/server/usage/queries";

testDatabase();
testStorage();
const model = builtInModel();
const all = FORMATS.map(({ id }) => id);

async function newJob(formats: FormatId[] = all) {
  const ctx = await testWorkspace();
  const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const { id: jobId } = await createJob(ctx, { sourceId, formats });
  return { ctx, system: systemCtx(ctx.workspaceId, "repurpose-source"), sourceId, jobId };
}

/** A job's steps as the durable function runs them, each of them `times` times. */
async function runJob(system: Ctx, jobId: string, times = 1): Promise<void> {
  const repeat = async (step: () => Promise<unknown>) => {
    for (let n = 0; n < times; n++) await step();
  };
  await repeat(() => startJob(system, { jobId }));
  const outputs = await startJob(system, { jobId });
  await repeat(() => outlineSource(system, { jobId }, model));
  await Promise.all(outputs.map((output) => repeat(() => writeOutput(system, output, model))));
  await repeat(() => finishJob(system, { jobId }));
}

const rowCounts = (ctx: Ctx) =>
  ctx.tx(async (tx) => ({
    posts: await tx.$count(posts),
    renditions: await tx.$count(renditions),
    versions: await tx.$count(renditionVersions),
  }));

describe("a job from its source to its posts", () => {
  test("makes one traceable post for each format, once, though every step runs twice", async () => {
    const { ctx, system, jobId } = await newJob();
    expect(await takeEvents(ctx, "repurposing/job.requested")).toEqual([{ workspaceId: ctx.workspaceId, jobId }]);
    await runJob(system, jobId, 2);
    const job = await getJob(ctx, { jobId });
    expect(job).toMatchObject({ status: "completed", step: "done", progress: 1, failure: null });
    expect(job.ideas.length).toBeGreaterThan(0);
    expect(await rowCounts(ctx)).toEqual({ posts: all.length, renditions: all.length, versions: all.length });
    for (const output of job.outputs) {
      expect(output).toMatchObject({ status: "completed", failure: null });
      expect(output.text).not.toBe("");
      expect(output.checks.filter(({ hard, state }) => hard && state !== "pass")).toEqual([]);
      for (const { part, start, end, text, state } of output.citations) {
        expect([...output.parts, ...output.slides][part]?.text.slice(start, end)).toBe(text);
        expect(state).toBe("supported");
      }
      expect(output.citations.some(({ passageIds }) => passageIds.length > 0)).toBe(true);
    }
    expect(job.outputs.find(({ format }) => format === "hub")?.title).toBeTruthy();
    const { items } = await getUsage(ctx, { days: 1 });
    expect(items).toMatchObject([{ provider: "built-in", calls: all.length + 1, failed: 0, costMicros: 0 }]);
  });

  test("a job of another workspace is not there", async () => {
    const { jobId, sourceId } = await newJob(["x"]);
    const other = await testWorkspace();
    const missing = { code: "NOT_FOUND" };
    await expect(getJob(other, { jobId })).rejects.toMatchObject(missing);
    await expect(cancelJob(other, { jobId })).rejects.toMatchObject(missing);
    await expect(retryOutput(other, { jobId, format: "x" })).rejects.toMatchObject(missing);
    await expect(createJob(other, { sourceId, formats: ["x"] })).rejects.toMatchObject(missing);
    expect((await listJobs(other, listJobsInput.parse({}))).items).toEqual([]);
  });

  test("a format that does not exist is refused by name", async () => {
    const { ctx, sourceId } = await newJob(["x"]);
    const asked = createJob(ctx, { sourceId, formats: ["x", "myspace"] });
    await expect(asked).rejects.toMatchObject({ code: "BAD_REQUEST", message: expect.stringContaining("myspace") });
  });

  test("a prompt alone is refused where there is only the built-in writer", async () => {
    const asked = createJob(await testWorkspace(), { prompt: "Write about the harbour.", formats: ["x"] });
    await expect(asked).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  });

  test("several posts of one format are written and written again each by itself", async () => {
    const { ctx, sourceId } = await newJob(["x"]);
    const { id: jobId } = await createJob(ctx, { sourceId, formats: ["x-post"], variants: 3 });
    const system = systemCtx(ctx.workspaceId, "repurpose-source");
    const [, second] = await startJob(system, { jobId });
    if (second) await failOutput(system, { ...second, reason: "refused", message: "No." });
    await runJob(system, jobId);
    const statusOf = async () => (await getJob(ctx, { jobId })).outputs.map(({ variant, status }) => [variant, status]);
    expect(await statusOf()).toEqual([
      [1, "completed"],
      [2, "failed"],
      [3, "completed"],
    ]);
    await retryOutput(ctx, { jobId, format: "x-post", variant: 2 });
    expect((await statusOf())[1]).toEqual([2, "queued"]);
    await expect(retryOutput(ctx, { jobId, format: "x-post" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("slides stay beside the post: they are kept, checked and not sent", async () => {
    const { ctx, system, jobId } = await newJob(["linkedin-carousel"]);
    await runJob(system, jobId);
    const [output] = (await getJob(ctx, { jobId })).outputs;
    expect(output?.parts).toHaveLength(1);
    expect(output?.slides.length).toBeGreaterThan(2);
    expect(output?.slides.every(({ role }) => role === "slide")).toBe(true);
    const cited = output?.citations.filter(({ part }) => part > 0) ?? [];
    expect(cited.length).toBeGreaterThanOrEqual(output?.slides.length ?? 0);
    expect(output?.checks.filter(({ hard }) => hard)).toEqual([]);
  });

  test("one format's failure spoils no other, and it can be written again", async () => {
    const { ctx, system, jobId } = await newJob(["x", "hub"]);
    const [x, hub] = await startJob(system, { jobId });
    await outlineSource(system, { jobId }, model);
    if (!x || !hub) throw new Error("two outputs");
    await failOutput(system, { ...x, reason: "refused", message: "No." });
    await writeOutput(system, hub, model);
    await finishJob(system, { jobId });
    expect(await getJob(ctx, { jobId })).toMatchObject({
      status: "completed",
      outputs: [{ status: "failed", failure: { reason: "refused" } }, { status: "completed" }],
    });
    await expect(retryOutput(ctx, { jobId, format: "hub" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(retryOutput(ctx, { jobId, format: "linkedin" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await retryOutput(ctx, { jobId, format: "x" });
    const [again] = await takeEvents(ctx, "repurposing/output.requested");
    expect(again).toMatchObject({ jobId, outputId: x.outputId, round: 2 });
    // The first round's step, come late, changes nothing.
    await writeOutput(system, x, model);
    expect((await getJob(ctx, { jobId })).outputs[0]?.status).toBe("queued");
    await writeOutput(system, { ...x, round: 2 }, model);
    await finishJob(system, { jobId });
    expect(await getJob(ctx, { jobId })).toMatchObject({ status: "completed", outputs: [{ status: "completed" }, {}] });
    expect(await rowCounts(ctx)).toMatchObject({ posts: 2 });
  });

  test("a run that fails late leaves a format alone that was asked for again", async () => {
    const { ctx, system, jobId } = await newJob(["x", "hub"]);
    const [x] = await startJob(system, { jobId });
    await outlineSource(system, { jobId }, model);
    if (!x) throw new Error("no output");
    await failOutput(system, { ...x, reason: "refused", message: "No." });
    await retryOutput(ctx, { jobId, format: "x" });
    await failJob(system, { jobId, round: 1, reason: "internal", message: "Broken." });
    expect(await getJob(ctx, { jobId })).toMatchObject({
      status: "running",
      outputs: [{ status: "queued" }, { status: "failed", failure: { reason: "internal" } }],
    });
    await writeOutput(system, { ...x, round: 2 }, model);
    await finishJob(system, { jobId });
    expect((await getJob(ctx, { jobId })).status).toBe("completed");
  });

  test("a job whose every format failed has failed, and says why", async () => {
    const { ctx, system, jobId } = await newJob(["x"]);
    const [x] = await startJob(system, { jobId });
    if (x) await failOutput(system, { ...x, reason: "refused", message: "No." });
    await finishJob(system, { jobId });
    expect(await getJob(ctx, { jobId })).toMatchObject({ status: "failed", failure: { message: "No." } });
  });
});

describe("a job whose source is still being read", () => {
  test("waits, and starts once when it has been read", async () => {
    const ctx = await testWorkspace();
    const { id: sourceId } = await addSource(ctx, { kind: "text", text: ARTICLE });
    const { id: jobId } = await createJob(ctx, { sourceId, formats: ["x"] });
    const system = systemCtx(ctx.workspaceId, "read-source");
    const [reading] = await takeEvents(ctx, "sources/source.added");
    if (!reading) throw new Error("no reading");
    await releaseJobs(system, { sourceId });
    expect(await takeEvents(ctx, "repurposing/job.requested")).toEqual([]);
    await readSource(system, reading);
    await releaseJobs(system, { sourceId });
    await releaseJobs(system, { sourceId });
    expect(await takeEvents(ctx, "repurposing/job.requested")).toHaveLength(1);
    await runJob(system, jobId);
    expect((await getJob(ctx, { jobId })).status).toBe("completed");
  });

  test("fails with the source's own reason when it cannot be read", async () => {
    const ctx = await testWorkspace();
    const { id: sourceId } = await addSource(ctx, { kind: "text", text: ARTICLE });
    const { id: jobId } = await createJob(ctx, { sourceId, formats: ["x", "hub"] });
    const system = systemCtx(ctx.workspaceId, "read-source");
    const [reading] = await takeEvents(ctx, "sources/source.added");
    if (reading) await failReading(system, { ...reading, reason: "timeout", message: "Too slow." });
    await releaseJobs(system, { sourceId });
    expect(await getJob(ctx, { jobId })).toMatchObject({
      status: "failed",
      failure: { reason: "timeout", message: "Too slow." },
      outputs: [{ status: "failed" }, { status: "failed" }],
    });
    await expect(createJob(ctx, { sourceId, formats: ["x"] })).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  });
});

describe("cancelling", () => {
  test("before, during or after a step leaves no half post", async () => {
    const { ctx, system, jobId } = await newJob(["x", "hub"]);
    const [x, hub] = await startJob(system, { jobId });
    if (!x || !hub) throw new Error("two outputs");
    await outlineSource(system, { jobId }, model);
    await writeOutput(system, x, model);
    expect(await cancelJob(ctx, { jobId })).toEqual({ id: jobId, status: "cancelled" });
    expect(await cancelJob(ctx, { jobId })).toEqual({ id: jobId, status: "cancelled" });
    expect(await takeEvents(ctx, "repurposing/job.cancelled")).toHaveLength(1);
    await writeOutput(system, hub, model);
    await finishJob(system, { jobId });
    expect(await getJob(ctx, { jobId })).toMatchObject({
      status: "cancelled",
      outputs: [{ status: "completed" }, { status: "cancelled", postId: null }],
    });
    expect(await rowCounts(ctx)).toEqual({ posts: 1, renditions: 1, versions: 1 });
  });

  test("a finished job cannot be cancelled", async () => {
    const { ctx, system, jobId } = await newJob(["x"]);
    await runJob(system, jobId);
    await expect(cancelJob(ctx, { jobId })).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

test("jobs are listed newest first, by page and by source, with what they are up to", async () => {
  const { ctx, system, sourceId, jobId } = await newJob(["x"]);
  const { id: second } = await createJob(ctx, { sourceId, formats: ["hub"], tone: "dry", note: "Mention the book." });
  await runJob(system, jobId);
  const first = await listJobs(ctx, listJobsInput.parse({ limit: 1, sourceId }));
  expect(first.items).toMatchObject([{ id: second, status: "queued", progress: 0, formats: ["hub"] }]);
  const rest = await listJobs(ctx, listJobsInput.parse({ limit: 1, cursor: first.nextCursor ?? undefined }));
  expect(rest).toMatchObject({ items: [{ id: jobId, status: "completed", progress: 1 }], nextCursor: null });
  await trashSource(ctx, { sourceId });
  await expect(createJob(ctx, { sourceId, formats: ["x"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await ctx.tx((tx) => tx.$count(modelCalls))).toBe(2);
});
