import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { renditionVersions } from "@/db/schema/posts";
import { builtInModel } from "@/server/ai/built-in/built-in";
import { addAsset } from "@/server/assets/add-asset";
import { type Ctx, createCtx, systemCtx } from "@/server/context";
import { createHubChannel } from "@/server/hub/create-hub-channel";
import { addRendition } from "@/server/posts/add-rendition";
import { createPost } from "@/server/posts/create-post";
import { getPost } from "@/server/posts/get-post";
import { listPostsInput } from "@/server/posts/input";
import { listVersions } from "@/server/posts/list-versions";
import { listPosts } from "@/server/posts/queries";
import { renamePost } from "@/server/posts/rename-post";
import { restoreVersion } from "@/server/posts/restore-version";
import { saveRendition } from "@/server/posts/save-rendition";
import { signSentence } from "@/server/posts/sign-sentence";
import { restorePost, trashPost } from "@/server/posts/trash-post";
import { schedulePost } from "@/server/publishing/schedule-post";
import { createJob } from "@/server/repurposing/create-job";
import { readFixtures } from "@/server/repurposing/fixtures/read-fixture";
import type { FormatId } from "@/server/repurposing/input";
import { outlineSource } from "@/server/repurposing/outline-source";
import { startJob } from "@/server/repurposing/start-job";
import { writeOutput } from "@/server/repurposing/write-output";
import { ARTICLE, readTestSource, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";

testDatabase();
testStorage();
const MISSING = { code: "NOT_FOUND" };

/** A workspace with one post written from the article, and that post's text. */
async function writtenPost(format: FormatId = "hub", text = ARTICLE) {
  const ctx = await testWorkspace();
  const sourceId = await readTestSource(ctx, { kind: "text", text });
  const { id: jobId } = await createJob(ctx, { sourceId, formats: [format] });
  const system = systemCtx(ctx.workspaceId, "repurpose-source");
  const [output] = await startJob(system, { jobId });
  await outlineSource(system, { jobId }, builtInModel());
  if (output) await writeOutput(system, output, builtInModel());
  const [post] = (await listPosts(ctx, listPostsInput.parse({}))).items;
  const postId = post?.id ?? "";
  return { ctx, postId, sourceId, ...(await textOf(ctx, postId)) };
}

async function textOf(ctx: Ctx, postId: string) {
  const post = await getPost(ctx, { postId });
  const [rendition] = post.renditions;
  if (!rendition) throw new Error("no rendition");
  const parts = rendition.parts.map(({ text, media }) => ({
    text,
    media: media.map(({ assetId, alt }) => ({ assetId, alt })),
  }));
  return { post, rendition, parts };
}

const hubChannel = (ctx: Ctx) =>
  ctx.tx((tx) => createHubChannel(tx, { workspaceId: ctx.workspaceId, handle: ctx.workspaceId, name: "Hub" }));

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("a post as it is read", () => {
  test("shows where every sentence came from, how long it is and what its network takes", async () => {
    const { post, sourceId } = await writtenPost("x");
    expect(post).toMatchObject({
      state: "draft",
      source: { id: sourceId, title: "The harbour that counts its tides" },
    });
    const [rendition] = post.renditions;
    expect(rendition).toMatchObject({
      network: "x",
      version: 1,
      rules: { maxParts: 25, text: { limit: 280 } },
      findings: [],
    });
    const passages = new Map(post.passages.map((passage) => [passage.id, passage]));
    const cited = rendition?.citations.flatMap(({ passageIds }) => passageIds) ?? [];
    expect(cited.length).toBeGreaterThan(0);
    for (const id of cited) expect(ARTICLE).toContain(passages.get(id)?.text);
    for (const { text, length } of rendition?.parts ?? []) expect(length).toBe(text.length);
    await expect(getPost(await testWorkspace(), { postId: post.id })).rejects.toMatchObject(MISSING);
  });
});

describe("editing", () => {
  test("makes a version, keeps the sources of what was left alone and judges what was changed", async () => {
    const { ctx, postId, rendition, parts } = await writtenPost();
    const [first] = rendition.citations;
    const text = parts[0]?.text ?? "";
    const [figure = ""] = /\d[\d,]{3,}/.exec(text) ?? [];
    const wrong = `${figure.slice(0, -1)}7`;
    expect(ARTICLE).not.toContain(wrong);
    const changed = [{ text: text.replace(figure, wrong), media: [] }];
    const saved = await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 1, parts: changed });
    expect(saved.version).toBe(2);
    const { rendition: now } = await textOf(ctx, postId);
    expect(now.citations[0]).toEqual(first);
    const flagged = now.citations.filter(({ state }) => state === "unsourced");
    expect(flagged).toMatchObject([{ text: expect.stringContaining(wrong), passageIds: [expect.any(String)] }]);
    expect(now.checks).toContainEqual(expect.objectContaining({ gate: "figures", state: "fix", hard: true }));
    // What a person changed and the gates can trace is theirs, and supported no longer.
    const fixed = [{ text: text.replace(figure, `${figure}, all told`), media: [] }];
    await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 2, parts: fixed });
    const { rendition: last } = await textOf(ctx, postId);
    expect(last.citations.map(({ state }) => state).filter((state) => state !== "supported")).toEqual(["edited"]);
    expect(last.checks.filter(({ hard, state }) => hard && state !== "pass")).toEqual([]);
  });

  test("what was taken out and comes back, comes back with its sources and signature", async () => {
    const { ctx, postId, rendition, parts } = await writtenPost();
    const edit = { renditionId: rendition.id, parts: [{ text: "A new beginning.", media: [] }] };
    await saveRendition(ctx, { ...edit, baseVersion: 1 });
    await signSentence(ctx, { renditionId: rendition.id, baseVersion: 2, sentence: 0 });
    await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 3, parts });
    const { rendition: back } = await textOf(ctx, postId);
    expect(back.citations).toEqual(rendition.citations);
    expect(back.checks).toEqual(rendition.checks);
    await saveRendition(ctx, { ...edit, baseVersion: 4 });
    const { rendition: again } = await textOf(ctx, postId);
    expect(again.citations).toMatchObject([{ text: "A new beginning.", state: "signed" }]);
  });

  test("saving the same words twice makes no version", async () => {
    const { ctx, rendition, parts } = await writtenPost();
    const edit = { renditionId: rendition.id, parts: [{ text: `${parts[0]?.text} `, media: [] }] };
    const saved = await saveRendition(ctx, { ...edit, baseVersion: 1 });
    expect(await saveRendition(ctx, { ...edit, baseVersion: 2 })).toEqual(saved);
    // A retry whose first answer was lost: the same words on the old base are no conflict.
    expect(await saveRendition(ctx, { ...edit, baseVersion: 1 })).toEqual(saved);
    expect(await ctx.tx((tx) => tx.$count(renditionVersions))).toBe(2);
  });

  test("of two tabs the second is told, with the words of the first", async () => {
    const { ctx, rendition, parts } = await writtenPost();
    const edit = (text: string) =>
      saveRendition(ctx, { renditionId: rendition.id, baseVersion: 1, parts: [{ text, media: [] }] });
    const words = [`${parts[0]?.text}\n\nOne.`, `${parts[0]?.text}\n\nTwo.`];
    const [one, two] = await Promise.allSettled(words.map(edit));
    const lost = one?.status === "rejected" ? one : two;
    const won = words[one?.status === "fulfilled" ? 0 : 1];
    expect([one?.status, two?.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(lost).toMatchObject({
      reason: { code: "CONFLICT", details: { currentVersion: 2, parts: [{ text: won, media: [] }] } },
    });
  });

  test("a post of another workspace, or one in the trash, cannot be edited", async () => {
    const { ctx, postId, rendition, parts } = await writtenPost();
    const edit = { renditionId: rendition.id, baseVersion: 1, parts };
    const other = await testWorkspace();
    await expect(saveRendition(other, edit)).rejects.toMatchObject(MISSING);
    await expect(listVersions(other, { renditionId: rendition.id, limit: 5 })).rejects.toMatchObject(MISSING);
    await expect(renamePost(other, { postId, title: "Mine" })).rejects.toMatchObject(MISSING);
    await expect(trashPost(other, { postId })).rejects.toMatchObject(MISSING);
    await trashPost(ctx, { postId });
    await expect(saveRendition(ctx, edit)).rejects.toMatchObject(MISSING);
    await expect(saveRendition(await testWorkspace("client"), edit)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("an edit of a post from a book is held against the book, even when it cites nothing any more", async () => {
  const book = Array.from({ length: 160 }, (_, chapter) => ARTICLE.replaceAll("Lynmouth", `Lynmouth ${chapter}`));
  const { ctx, postId, rendition, parts } = await writtenPost("hub", book.join("\n\n"));
  const renditionId = rendition.id;
  const states = async () => (await textOf(ctx, postId)).rendition.citations.map(({ state }) => state);
  const before = await states();
  const more = [{ text: `${parts[0]?.text}\n\nSome 77,000 boats were turned away.`, media: [] }];
  await saveRendition(ctx, { renditionId, baseVersion: 1, parts: more });
  expect(await states()).toEqual([...before, "unsourced"]);
  for (const [index, text] of ["Only this is left.", "Only this is left now."].entries()) {
    await saveRendition(ctx, { renditionId, baseVersion: index + 2, parts: [{ text, media: [] }] });
    expect(await states()).toEqual(["unsourced"]);
  }
});

describe("versions", () => {
  test("are listed by page, and an old one comes back as a new one with its sources", async () => {
    const { ctx, postId, rendition } = await writtenPost();
    const renditionId = rendition.id;
    await saveRendition(ctx, { renditionId, baseVersion: 1, parts: [{ text: "Nothing of it left.", media: [] }] });
    const restored = await restoreVersion(ctx, { renditionId, version: 1, baseVersion: 2 });
    expect(restored.version).toBe(3);
    expect((await textOf(ctx, postId)).rendition).toMatchObject({
      parts: rendition.parts,
      citations: rendition.citations,
    });
    const page = await listVersions(ctx, { renditionId, limit: 2 });
    expect(page.items.map(({ version, origin }) => [version, origin])).toEqual([
      [3, "restore"],
      [2, "edit"],
    ]);
    const rest = await listVersions(ctx, { renditionId, limit: 2, before: page.nextBefore ?? 0 });
    expect(rest).toMatchObject({ items: [{ version: 1, origin: "job" }], nextBefore: null });
    await expect(restoreVersion(ctx, { renditionId, version: 9, baseVersion: 3 })).rejects.toMatchObject(MISSING);
    await expect(restoreVersion(ctx, { renditionId, version: 1, baseVersion: 2 })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("signing", () => {
  test("lets a sentence through until its words change", async () => {
    const { ctx, postId, rendition, parts } = await writtenPost();
    const renditionId = rendition.id;
    const { id: channelId } = await hubChannel(ctx);
    const words = `${parts[0]?.text}\n\nWe think 99 percent of readers will agree.`;
    await saveRendition(ctx, { renditionId, baseVersion: 1, parts: [{ text: words, media: [] }] });
    const schedule = () => schedulePost(ctx, { postId, at: inAnHour(), channelIds: [channelId] });
    await expect(schedule()).rejects.toMatchObject({ code: "UNPROCESSABLE_CONTENT" });
    const { citations } = (await textOf(ctx, postId)).rendition;
    const sentence = citations.findIndex(({ state }) => state === "unsourced");
    await signSentence(ctx, { renditionId, baseVersion: 2, sentence });
    const signed = (await textOf(ctx, postId)).rendition;
    expect(signed.citations[sentence]).toMatchObject({ state: "signed", signature: { userId: ctx.userId } });
    await schedule();
    const longer = `${words} Truly.`;
    await saveRendition(ctx, { renditionId, baseVersion: 3, parts: [{ text: longer, media: [] }] });
    expect((await textOf(ctx, postId)).rendition.citations[sentence]?.state).toBe("signed");
    const other = longer.replace("99 percent", "98 percent");
    await saveRendition(ctx, { renditionId, baseVersion: 4, parts: [{ text: other, media: [] }] });
    expect((await textOf(ctx, postId)).rendition.citations[sentence]?.state).toBe("unsourced");
  });

  test("is for those who may schedule, and for sentences that are there", async () => {
    const { ctx, rendition } = await writtenPost();
    const sign = { renditionId: rendition.id, baseVersion: 1, sentence: 0 };
    await expect(signSentence(await testWorkspace("writer"), sign)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(signSentence(await testWorkspace(), sign)).rejects.toMatchObject(MISSING);
    await expect(signSentence(ctx, { ...sign, sentence: 999 })).rejects.toMatchObject(MISSING);
  });
});

describe("a post without a source", () => {
  test("traces nothing, and takes images of its own workspace only", async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    const [own, foreign] = [
      await addAsset(ctx, { bytes, fileName: null }),
      await addAsset(other, { bytes, fileName: null }),
    ];
    const draft = (assetId: string) => ({
      renditions: [
        {
          network: "instagram" as const,
          title: null,
          parts: [{ text: "Hello 99.", media: [{ assetId, alt: "Red" }] }],
        },
      ],
    });
    await expect(createPost(ctx, draft(foreign.id))).rejects.toMatchObject(MISSING);
    const { id } = await createPost(ctx, draft(own.id));
    const { post, rendition } = await textOf(ctx, id);
    expect(post).toMatchObject({ title: "Hello 99.", source: null });
    expect(rendition).toMatchObject({
      citations: [],
      checks: [],
      findings: [expect.objectContaining({ code: "image_type" })],
      parts: [{ media: [{ assetId: own.id, alt: "Red", mediaType: "image/png", width: 8, height: 8 }] }],
    });
    const parts = [{ text: "Hello 99.", media: [{ assetId: foreign.id, alt: "" }] }];
    await expect(saveRendition(ctx, { renditionId: rendition.id, baseVersion: 1, parts })).rejects.toMatchObject(
      MISSING,
    );
  });
});

describe("another network", () => {
  test("starts from the words there are, with their sources, once", async () => {
    const { ctx, postId, rendition } = await writtenPost("x");
    await addRendition(ctx, { postId, network: "hub", title: "Tides" });
    const added = (await getPost(ctx, { postId })).renditions.find(({ network }) => network === "hub");
    expect(added).toMatchObject({
      title: "Tides",
      parts: [{ text: rendition.parts.map(({ text }) => text).join("\n\n") }],
    });
    expect(added?.citations.map(({ text, passageIds }) => [text, passageIds])).toEqual(
      rendition.citations.map(({ text, passageIds }) => [text, passageIds]),
    );
    await expect(addRendition(ctx, { postId, network: "hub" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(addRendition(await testWorkspace(), { postId, network: "hub" })).rejects.toMatchObject(MISSING);
  });
});

test("a long text becomes a thread where there are threads", async () => {
  const fixture = readFixtures().find(({ name }) => name === "en-article");
  const { ctx, postId } = await writtenPost("hub", fixture?.passages.map(({ text }) => text).join("\n\n"));
  await addRendition(ctx, { postId, network: "bluesky" });
  const thread = (await getPost(ctx, { postId })).renditions.find(({ network }) => network === "bluesky");
  expect(thread?.parts.length).toBeGreaterThan(1);
  expect(thread).toMatchObject({ title: null, findings: [] });
  expect(thread?.citations.every(({ passageIds, kind }) => passageIds.length > 0 || kind === "call_to_action")).toBe(
    true,
  );
});

describe("keeping", () => {
  test("an edit moves what is scheduled to the new words, and the trash cancels it", async () => {
    const { ctx, postId, rendition, parts } = await writtenPost();
    const { id: channelId } = await hubChannel(ctx);
    await schedulePost(ctx, { postId, at: inAnHour(), channelIds: [channelId] });
    expect((await getPost(ctx, { postId })).deliveries).toMatchObject([{ channelId, state: "scheduled" }]);
    const list = (filter: object) => listPosts(ctx, listPostsInput.parse(filter));
    expect((await list({ state: "scheduled" })).items).toMatchObject([{ id: postId, nextDueAt: expect.any(Date) }]);
    const trimmed = [{ text: parts[0]?.text.split("\n\n")[0] ?? "", media: [] }];
    await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 1, parts: trimmed });
    const { renditionId, version } = (await getPost(ctx, { postId })).deliveries[0] ?? {};
    expect({ renditionId, version }).toEqual({ renditionId: rendition.id, version: 2 });
    // Words that may not go out as they stand do not take the place of those that were scheduled.
    const unsourced = [{ text: "Some 77,000 boats were turned away.", media: [] }];
    await saveRendition(ctx, { renditionId: rendition.id, baseVersion: 2, parts: unsourced });
    expect((await getPost(ctx, { postId })).deliveries).toMatchObject([{ version: 2, state: "scheduled" }]);
    await trashPost(ctx, { postId });
    expect((await list({})).items).toEqual([]);
    expect((await list({ trashed: true })).items).toMatchObject([{ id: postId, state: "draft" }]);
    await expect(getPost(ctx, { postId })).rejects.toMatchObject(MISSING);
    await restorePost(ctx, { postId });
    await expect(restorePost(ctx, { postId })).rejects.toMatchObject(MISSING);
    expect(await getPost(ctx, { postId })).toMatchObject({ state: "draft", deliveries: [{ state: "cancelled" }] });
  });

  test("who may not schedule changes nothing about what is scheduled", async () => {
    const { ctx, postId, rendition, parts } = await writtenPost();
    const actor = { kind: "user", userId: ctx.userId, role: "writer" } as const;
    const writer = createCtx({ workspaceId: ctx.workspaceId, actor, action: "test" });
    const { id: channelId } = await hubChannel(ctx);
    await schedulePost(ctx, { postId, at: inAnHour(), channelIds: [channelId] });
    const trimmed = [{ text: parts[0]?.text.split("\n\n")[0] ?? "", media: [] }];
    await saveRendition(writer, { renditionId: rendition.id, baseVersion: 1, parts: trimmed });
    await expect(trashPost(writer, { postId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { renditions, deliveries } = await getPost(ctx, { postId });
    expect(renditions[0]?.version).toBe(2);
    expect(deliveries).toMatchObject([{ version: 1, state: "scheduled" }]);
    const { id: own } = await createPost(writer, {
      title: "Mine",
      renditions: [{ network: "x", title: null, parts: [{ text: "Words.", media: [] }] }],
    });
    await trashPost(writer, { postId: own });
  });

  test("posts are listed by page, network, words and job", async () => {
    const ctx = await testWorkspace();
    for (const network of ["x", "hub", "x"] as const)
      await createPost(ctx, {
        title: `On ${network}_`,
        renditions: [{ network, title: null, parts: [{ text: `Words for ${network}.`, media: [] }] }],
      });
    const list = (filter: object) => listPosts(ctx, listPostsInput.parse(filter));
    const first = await list({ limit: 2 });
    expect(first.items.map(({ networks }) => networks)).toEqual([["x"], ["hub"]]);
    expect(first.items[0]).toMatchObject({ excerpt: "Words for x.", state: "draft", nextDueAt: null });
    expect((await list({ limit: 2, cursor: first.nextCursor })).items).toHaveLength(1);
    expect((await list({ network: "hub" })).items).toHaveLength(1);
    expect((await list({ search: "x_" })).items).toHaveLength(2);
    expect((await list({ state: "published" })).items).toEqual([]);
    expect((await list({ jobId: ctx.userId })).items).toEqual([]);
    const [newest] = first.items;
    await renamePost(ctx, { postId: newest?.id ?? "", title: "Renamed" });
    expect((await list({ search: "renamed" })).items).toHaveLength(1);
  });
});
