import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import { notifications } from "@/db/schema/notifications";
import { builtInModel } from "@/server/ai/built-in/built-in";
import { type Ctx, systemCtx } from "@/server/context";
import { createHubChannel } from "@/server/hub/create-hub-channel";
import { getPost } from "@/server/posts/get-post";
import { saveRendition } from "@/server/posts/save-rendition";
import { trashPost } from "@/server/posts/trash-post";
import { schedulePost } from "@/server/publishing/schedule-post";
import { createJob } from "@/server/repurposing/create-job";
import type { CreateJobInput } from "@/server/repurposing/input";
import { outlineSource } from "@/server/repurposing/outline-source";
import { getJob } from "@/server/repurposing/queries";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";
import { getPassages, getSource } from "@/server/sources/queries";
import { readSource } from "@/server/sources/read-source";
import { refetchSource } from "@/server/sources/refetch-source";
import { ARTICLE, readTestSource, takeEvents, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";
import { flagChanges } from "./flag-deliveries";
import { followSource } from "./follow-source";
import { getCoverage } from "./get-coverage";
import { getLineage } from "./get-lineage";
import { lineageInput, listUsesInput } from "./input";
import { listUses } from "./list-uses";

testDatabase();
testStorage();
const MISSING = { code: "NOT_FOUND" };

const htmlOf = (markdown: string) => {
  const [title = "", ...paragraphs] = markdown.split("\n\n");
  const body = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("");
  return `<!doctype html><html lang="en"><body><article><h1>${title.replace("# ", "")}</h1>${body}</article></body></html>`;
};
let page = htmlOf(ARTICLE);
let server: Server;
let url = "";
beforeAll(async () => {
  server = createServer((_, reply) => reply.setHeader("content-type", "text/html; charset=utf-8").end(page));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/tides`;
  process.env["FETCH_ALLOW"] = `127.0.0.1:${port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function write(ctx: Ctx, input: CreateJobInput) {
  const { id: jobId } = await createJob(ctx, input);
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const outputs = await startJob(system, { jobId });
  await outlineSource(system, { jobId }, builtInModel());
  for (const output of outputs) await writeOutput(system, output, builtInModel());
  return getJob(ctx, { jobId });
}

/** A workspace, a page that was read and a post written from it. */
async function written(format = "hub") {
  const ctx = await testWorkspace();
  page = htmlOf(ARTICLE);
  const sourceId = await readTestSource(ctx, { kind: "url", url });
  const job = await write(ctx, { sourceId, formats: [format] });
  const postId = job.outputs[0]?.postId ?? "";
  return { ctx, sourceId, job, postId };
}

const renditionOf = async (ctx: Ctx, postId: string) => {
  const [rendition] = (await getPost(ctx, { postId })).renditions;
  if (!rendition) throw new Error("no rendition");
  return rendition;
};
const coverageOf = (ctx: Ctx, sourceId: string) => getCoverage(ctx, { sourceId });
const lineageOf = (ctx: Ctx, sourceId: string) => getLineage(ctx, lineageInput.parse({ sourceId }));

/** The page changed, is fetched again and read as the durable function does. */
async function readAgain(ctx: Ctx, sourceId: string, markdown: string): Promise<void> {
  page = htmlOf(markdown);
  await refetchSource(ctx, { sourceId });
  const system = systemCtx(ctx.workspaceId, "read-source");
  for (const reading of await takeEvents(ctx, "sources/source.added")) await readSource(system, reading);
  await flagChanges(system, { sourceId });
}

describe("what of a source is used", () => {
  test("nothing before the first post; then exactly what it cites, and what was published is told apart", async () => {
    const { ctx, sourceId, postId } = await written();
    const fresh = await readTestSource(ctx, { kind: "text", text: "# Trams\n\nThe tram is late. It was late before." });
    expect(await coverageOf(ctx, fresh)).toMatchObject({ passages: 2, used: [], ideas: [] });
    const cited = new Set((await renditionOf(ctx, postId)).citations.flatMap(({ passageIds }) => passageIds));
    const coverage = await coverageOf(ctx, sourceId);
    expect(new Set(coverage.used.map(({ id }) => id))).toEqual(cited);
    expect(coverage.used.every(({ posts, firstPublishedAt }) => posts === 1 && firstPublishedAt === null)).toBe(true);
    const { blocks } = await getSource(ctx, { sourceId });
    const { items } = await getPassages(ctx, { sourceId, from: 0, limit: 100 });
    for (const { id, block, start, end } of coverage.used)
      expect(blocks[block]?.text.slice(start, end)).toBe(items.find((passage) => passage.id === id)?.text);
    // Headings are never posted.
    expect(coverage.passages).toBe(items.filter(({ anchor }) => blocks[anchor.block]?.kind !== "heading").length);
    const hub = await ctx.tx((tx) =>
      createHubChannel(tx, { workspaceId: ctx.workspaceId, handle: ctx.workspaceId, name: "Hub" }),
    );
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await schedulePost(ctx, { postId, at, channelIds: [hub.id] });
    const publishedAt = new Date("2026-11-01T10:00:00Z");
    await ctx.tx((tx) =>
      tx.update(deliveries).set({ state: "published", publishedAt }).where(eq(deliveries.postId, postId)),
    );
    for (const { firstPublishedAt } of (await coverageOf(ctx, sourceId)).used)
      expect(firstPublishedAt).toEqual(publishedAt);
    expect((await listUses(ctx, listUsesInput.parse({ sourceId }))).items).toMatchObject([
      { id: postId, passages: cited.size, state: "published", publishedAt, networks: ["hub"] },
    ]);
    await trashPost(ctx, { postId });
    expect(await coverageOf(ctx, sourceId)).toMatchObject({ used: [] });
  });

  test("the posts of one passage, page by page; another workspace sees none of it", async () => {
    const { ctx, sourceId, postId } = await written();
    const second = (await write(ctx, { sourceId, formats: ["hub", "linkedin"] })).outputs.map(
      (output) => output.postId,
    );
    const first = await listUses(ctx, listUsesInput.parse({ sourceId, limit: 2 }));
    const rest = await listUses(ctx, listUsesInput.parse({ sourceId, limit: 2, cursor: first.nextCursor }));
    const ids = [...first.items, ...rest.items].map(({ id }) => id);
    expect(ids.toSorted()).toEqual([postId, ...second].toSorted());
    const [passage] = (await coverageOf(ctx, sourceId)).used;
    const on = await listUses(ctx, listUsesInput.parse({ sourceId, passageId: passage?.id }));
    expect(on.items).toHaveLength(passage?.posts ?? -1);
    const other = await testWorkspace();
    await expect(coverageOf(other, sourceId)).rejects.toMatchObject(MISSING);
    await expect(listUses(other, listUsesInput.parse({ sourceId }))).rejects.toMatchObject(MISSING);
    await expect(lineageOf(other, sourceId)).rejects.toMatchObject(MISSING);
  });

  test("writing from what is unused cites nothing that other posts stand on, until nothing is left", async () => {
    const { ctx, sourceId, job } = await written("x-post");
    expect(job.ideas.length).toBeGreaterThan(1);
    const before = await coverageOf(ctx, sourceId);
    expect(before.ideas.some(({ used }) => used === 0)).toBe(true);
    const used = new Set(before.used.map(({ id }) => id));
    const request: CreateJobInput = { sourceId, formats: ["linkedin", "hub"], controls: { only: "unused" } };
    const next = await write(ctx, request);
    const cited = next.outputs.flatMap(({ citations }) => citations.flatMap(({ passageIds }) => passageIds));
    expect(next.outputs.map(({ status }) => status)).toEqual(["completed", "completed"]);
    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((id) => used.has(id))).toEqual([]);
    expect(next.ideas.flatMap(({ passageIds }) => passageIds).filter((id) => used.has(id))).toEqual([]);
    const after = await coverageOf(ctx, sourceId);
    expect(after.used.length).toBeGreaterThan(before.used.length);
    const short = await readTestSource(ctx, { kind: "text", text: "The trams of Lynmouth ran late on Monday." });
    await write(ctx, { sourceId: short, formats: ["hub"] });
    await expect(createJob(ctx, { ...request, sourceId: short })).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
      message: expect.stringContaining("used"),
    });
  });
});

describe("a source that changed", () => {
  test("touches only the sentences it changed; a new number is proposed, taken over on demand and gated anew", async () => {
    const { ctx, sourceId, postId } = await written();
    const was = await renditionOf(ctx, postId);
    const at = was.citations.findIndex(({ text }) => text.includes("1998"));
    const sentence = was.citations[at];
    expect(sentence).toBeDefined();
    expect((await lineageOf(ctx, sourceId)).items).toEqual([]);
    await readAgain(ctx, sourceId, ARTICLE.replace("1998", "1997").replace("\n\n", "\n\nNews first, as ever.\n\n"));
    const lineage = await lineageOf(ctx, sourceId);
    const [post] = lineage.items;
    expect(post).toMatchObject({ postId, state: "changed", postState: "draft" });
    expect(post?.renditions[0]?.sentences).toMatchObject([
      { sentence: at, state: "changed", proposal: sentence?.text.replace("1998", "1997") },
    ]);
    const versionId = lineage.versionId ?? "";
    const wish = { postId, versionId, renditions: [{ renditionId: was.id, baseVersion: was.version, accept: [at] }] };
    const followed = await followSource(ctx, wish);
    expect(await followSource(ctx, wish)).toEqual(followed);
    const now = await renditionOf(ctx, postId);
    expect(now.version).toBe(was.version + 1);
    expect(now.parts[0]?.text).toBe(was.parts[0]?.text.replace("1998", "1997"));
    expect(now.checks.filter(({ hard, state }) => hard && state !== "pass")).toEqual([]);
    const { items } = await getPassages(ctx, { sourceId, from: 0, limit: 100 });
    const texts = new Map(items.map(({ id, text }) => [id, text]));
    for (const { passageIds } of now.citations) for (const id of passageIds) expect(texts.get(id)).toBeDefined();
    expect((await lineageOf(ctx, sourceId)).items).toEqual([]);
    expect((await coverageOf(ctx, sourceId)).used.length).toBeGreaterThan(0);
  });

  test("what is gone needs a person: following it without a word changed says so and blocks scheduling", async () => {
    const { ctx, sourceId, postId } = await written();
    const was = await renditionOf(ctx, postId);
    const out = (await getPost(ctx, { postId })).passages.find(({ text }) => text.includes("1998"))?.text ?? "";
    await readAgain(ctx, sourceId, ARTICLE.replace(out, ""));
    const lineage = await lineageOf(ctx, sourceId);
    expect(lineage.items).toMatchObject([{ state: "gone" }]);
    const gone = lineage.items[0]?.renditions[0]?.sentences.filter(({ state }) => state === "gone") ?? [];
    expect(gone).toMatchObject([{ proposal: null, reason: expect.stringContaining("no longer") }]);
    const named = { renditionId: was.id, baseVersion: was.version };
    const versionId = lineage.versionId ?? "";
    const accept = gone.map(({ sentence }) => sentence);
    await expect(followSource(ctx, { postId, versionId, renditions: [{ ...named, accept }] })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    await followSource(ctx, { postId, versionId, renditions: [{ ...named, accept: [] }] });
    const now = await renditionOf(ctx, postId);
    expect(now.parts).toEqual(was.parts);
    expect(now.citations.filter(({ state }) => state === "unsourced").map(({ text }) => text)).toEqual(
      gone.map(({ text }) => text),
    );
    expect(now.checks.some(({ hard, state }) => hard && state === "fix")).toBe(true);
  });

  test("an edit, or yet another reading, meanwhile is a conflict and changes nothing", async () => {
    const { ctx, sourceId, postId } = await written();
    const was = await renditionOf(ctx, postId);
    await readAgain(ctx, sourceId, ARTICLE.replace("1998", "1997"));
    const { versionId } = await lineageOf(ctx, sourceId);
    const wish = {
      postId,
      versionId: versionId ?? "",
      renditions: [{ renditionId: was.id, baseVersion: was.version, accept: [] }],
    };
    const parts = was.parts.map(({ text }) => ({ text: `${text}\n\nMine.`, media: [] }));
    await saveRendition(ctx, { renditionId: was.id, baseVersion: was.version, parts });
    await expect(followSource(ctx, wish)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await lineageOf(ctx, sourceId)).items).toHaveLength(1);
    await readAgain(ctx, sourceId, ARTICLE.replace("1998", "1996"));
    const rest = wish.renditions.map((one) => ({ ...one, baseVersion: was.version + 1 }));
    await expect(followSource(ctx, { ...wish, renditions: rest })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(followSource(await testWorkspace(), wish)).rejects.toMatchObject(MISSING);
  });

  test("a scheduled post is told of, stays as it is, and is settled when a person follows", async () => {
    const { ctx, sourceId, postId } = await written();
    const was = await renditionOf(ctx, postId);
    const hub = await ctx.tx((tx) =>
      createHubChannel(tx, { workspaceId: ctx.workspaceId, handle: ctx.workspaceId, name: "Hub" }),
    );
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await schedulePost(ctx, { postId, at, channelIds: [hub.id] });
    const pinned = async () => {
      const [row] = await ctx.tx((tx) => tx.select().from(deliveries).where(eq(deliveries.postId, postId)));
      return row?.versionId;
    };
    const told = () => ctx.tx((tx) => tx.select().from(notifications).where(eq(notifications.kind, "preflight")));
    const before = await pinned();
    await readAgain(ctx, sourceId, ARTICLE.replace("1998", "1997"));
    expect(await pinned()).toBe(before);
    expect(await told()).toMatchObject([{ resolvedAt: null, text: expect.stringContaining("a sentence") }]);
    const { versionId, items } = await lineageOf(ctx, sourceId);
    expect(items).toMatchObject([{ postState: "scheduled", nextDueAt: new Date(at) }]);
    const accept = items[0]?.renditions[0]?.sentences.map(({ sentence }) => sentence) ?? [];
    const renditions = [{ renditionId: was.id, baseVersion: was.version, accept }];
    const { renditions: saved } = await followSource(ctx, { postId, versionId: versionId ?? "", renditions });
    expect(await pinned()).toBe(saved[0]?.versionId);
    expect(await told()).toMatchObject([{ resolvedAt: expect.any(Date) }]);
  });
});
