import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { renditionVersions } from "@/db/schema/posts";
import { builtInModel } from "@/server/ai/built-in/built-in";
import { type Ctx, systemCtx } from "@/server/context";
import { getPost } from "@/server/posts/get-post";
import { type EditEvent, type EditProposal, listPostsInput, proposeEditInput } from "@/server/posts/input";
import { proposeEdit } from "@/server/posts/propose-edit";
import { listPosts } from "@/server/posts/queries";
import { saveRendition } from "@/server/posts/save-rendition";
import { createJob } from "@/server/repurposing/create-job";
import { outlineSource } from "@/server/repurposing/outline-source";
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

const TIDE = "At Lynmouth the water climbs nine metres twice a day.";

/** The short name under which the prompt gives the passage with these words. */
function idOf({ prompt }: Asked, words: string): string {
  const line = prompt.split("\n").find((one) => one.startsWith('{"id"') && one.includes(words));
  return (JSON.parse(line ?? "{}") as { id?: string }).id ?? "none";
}

const saying = (text: string) => (asked: Asked) => ({
  sentences: [{ text, passageIds: [idOf(asked, "nine metres")], kind: "claim" }],
});

beforeAll(async () => {
  server = await startCompatibleServer({ models: ["test-model"], reply: saying(TIDE) });
  Object.assign(process.env, { COMPATIBLE_BASE_URL: server.url, COMPATIBLE_MODEL: "test-model" });
});
afterAll(() => server.close());

async function written(format = "linkedin-carousel") {
  const ctx = await testWorkspace();
  const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
  const { id: jobId } = await createJob(ctx, { sourceId, formats: [format] });
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const [output] = await startJob(system, { jobId });
  await outlineSource(system, { jobId }, builtInModel());
  if (output) await writeOutput(system, output, builtInModel());
  const [post] = (await listPosts(ctx, listPostsInput.parse({}))).items;
  const read = async () => {
    const [rendition] = (await getPost(ctx, { postId: post?.id ?? "" })).renditions;
    if (!rendition) throw new Error("no rendition");
    return rendition;
  };
  const rendition = await read();
  return { ctx, read, rendition, edit: { renditionId: rendition.id, baseVersion: 1, part: 0 } };
}

async function drained(events: AsyncIterable<EditEvent>): Promise<void> {
  for await (const _ of events);
}

const never = () => new AbortController().signal;

async function proposed(ctx: Ctx, input: unknown): Promise<{ texts: string[]; proposal: EditProposal }> {
  const events: EditEvent[] = [];
  for await (const event of await proposeEdit(ctx, proposeEditInput.parse(input), { signal: never() }))
    events.push(event);
  const texts = events.flatMap((event) => (event.kind === "text" ? [event.text] : []));
  const last = events.at(-1);
  if (last?.kind !== "proposal") throw new Error("no proposal");
  return { texts, proposal: last.proposal };
}

describe("a proposed edit", () => {
  test("streams, is gated, and saves nothing; accepted, it keeps the passages it rests on", async () => {
    const { ctx, read, rendition, edit } = await written();
    const { texts, proposal } = await proposed(ctx, { ...edit, ask: "shorter" });
    expect(texts.at(-1)).toBe(TIDE);
    expect(proposal).toMatchObject({ version: 1, part: 0, before: rendition.parts[0]?.text, checks: [] });
    expect(proposal.after).toContain(TIDE);
    expect(await ctx.tx((tx) => tx.$count(renditionVersions))).toBe(1);
    const { items } = await getUsage(ctx, { days: 1 });
    expect(items.find(({ provider }) => provider === "compatible")).toMatchObject({ calls: 1, failed: 0 });
    await saveRendition(ctx, {
      renditionId: rendition.id,
      baseVersion: 1,
      parts: [{ text: proposal.after, media: [] }],
      cites: proposal.cites,
    });
    const saved = await read();
    expect(saved.slides).toEqual(rendition.slides);
    const [cited] = saved.citations;
    expect(cited).toMatchObject({ text: TIDE, state: "edited", passageIds: proposal.cites[0]?.passageIds });
    expect(cited?.passageIds).toHaveLength(1);
    expect(saved.checks.filter(({ hard }) => hard)).toEqual([]);
  });

  test("that fails a gate is tried once more, told why, and shown with what is still wrong", async () => {
    const { ctx, edit } = await written();
    const bad = { reply: saying("Some 77,000 boats were turned away.") };
    server.script(bad, { reply: saying(TIDE) });
    expect((await proposed(ctx, { ...edit, ask: "punchier" })).proposal.checks).toEqual([]);
    expect(JSON.stringify(server.journal.at(-1)?.body)).toContain("77,000");
    server.script(bad, bad);
    const { proposal } = await proposed(ctx, { ...edit, ask: "punchier" });
    expect(proposal.checks).toContainEqual(expect.objectContaining({ gate: "figures", hard: true, part: 0 }));
  });

  test("of some words changes their sentence alone, and leaves the hashtags", async () => {
    const { ctx, rendition, edit } = await written();
    const second = rendition.citations.filter(({ part }) => part === 0)[1];
    const before = rendition.parts[0]?.text ?? "";
    if (!second) throw new Error("two sentences");
    const range = { start: second.start + 2, end: second.start + 5 };
    const { proposal } = await proposed(ctx, { ...edit, range, ask: "custom", instruction: "Say it of the tide." });
    expect(proposal.after).toBe(before.slice(0, second.start) + TIDE + before.slice(second.end));
    const whole = await proposed(ctx, { ...edit, ask: "again" });
    const tags = /(?:\s*#\w+)+$/u.exec(before)?.[0] ?? "";
    expect(whole.proposal.after).toBe(TIDE + tags);
  });

  test("of one slide leaves every other part as a person made it", async () => {
    const { ctx, read, rendition, edit } = await written();
    const mine = rendition.slides.map((slide, at) => (at === 0 ? { ...slide, text: "My own cover." } : slide));
    const parts = rendition.parts.map(({ text }) => ({ text, media: [] }));
    await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 1, parts, slides: mine });
    const { proposal } = await proposed(ctx, { ...edit, baseVersion: 2, part: 2, ask: "again" });
    expect(proposal).toMatchObject({ version: 2, part: 2, before: rendition.slides[1]?.text, after: TIDE });
    const slides = mine.map((slide, at) => (at === 1 ? { ...slide, text: proposal.after } : slide));
    await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 2, parts, slides, cites: proposal.cites });
    const saved = await read();
    expect(saved.slides[0]?.text).toBe("My own cover.");
    expect(saved.citations.find(({ part }) => part === 2)).toMatchObject({ text: TIDE, state: "edited" });
  });

  test("never stands on an older version, nor on another tenant's text", async () => {
    const { ctx, rendition, edit } = await written();
    const ask = proposeEditInput.parse({ ...edit, ask: "fix" });
    await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 1, parts: [{ text: "New words.", media: [] }] });
    await expect(proposeEdit(ctx, ask, { signal: never() })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(proposeEdit(await testWorkspace(), ask, { signal: never() })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const nowhere = { ...ask, baseVersion: 2, part: 40 };
    await expect(proposeEdit(ctx, nowhere, { signal: never() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is hung up on when the person cancels, and the ledger has it", async () => {
    const { ctx, edit } = await written();
    server.script({ pace: (index) => (index < 3 ? Promise.resolve() : new Promise(() => {})) });
    const stop = new AbortController();
    const events = await proposeEdit(ctx, proposeEditInput.parse({ ...edit, ask: "fix" }), { signal: stop.signal });
    await events.next();
    stop.abort();
    await expect(drained(events)).rejects.toMatchObject({ kind: "cancelled" });
    await vi.waitFor(() => expect(server.journal.at(-1)?.outcome).toBe("client_gone"), {
      timeout: 10_000,
      interval: 20,
    });
    expect((await getUsage(ctx, { days: 1 })).items.find(({ provider }) => provider === "compatible")).toMatchObject({
      calls: 1,
      failed: 1,
    });
  });

  test("is refused in plain words where there is only the built-in writer", async () => {
    const { ctx, edit } = await written();
    const input = proposeEditInput.parse({ ...edit, ask: "fix" });
    const events = await proposeEdit(ctx, input, { signal: never(), model: builtInModel() });
    await expect(drained(events)).rejects.toMatchObject({ kind: "refused" });
  });

  test("passages of nowhere are refused when it is saved", async () => {
    const { ctx, rendition } = await written();
    const cites = [{ text: TIDE, passageIds: [crypto.randomUUID()], kind: "claim" as const }];
    const save = saveRendition(ctx, {
      renditionId: rendition.id,
      baseVersion: 1,
      parts: [{ text: TIDE, media: [] }],
      cites,
    });
    await expect(save).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test.each(["tone", "custom"])("%s wants to be told what", (ask) => {
  const input = { renditionId: crypto.randomUUID(), baseVersion: 1, part: 0, ask };
  expect(proposeEditInput.safeParse(input).success).toBe(false);
  expect(proposeEditInput.safeParse({ ...input, instruction: "drier" }).success).toBe(true);
});
