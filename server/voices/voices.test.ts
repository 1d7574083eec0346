import { describe, expect, test } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import { builtInModel } from "@/server/ai/built-in/built-in";
import { createBrand } from "@/server/brands/create-brand";
import { trashBrand } from "@/server/brands/trash-brand";
import { updateBrand } from "@/server/brands/update-brand";
import { type Ctx, systemCtx } from "@/server/context";
import { createHubChannel } from "@/server/hub/create-hub-channel";
import { createPost } from "@/server/posts/create-post";
import { getPost } from "@/server/posts/get-post";
import { saveRendition } from "@/server/posts/save-rendition";
import { schedulePost } from "@/server/publishing/schedule-post";
import { createJob } from "@/server/repurposing/create-job";
import { outlineSource } from "@/server/repurposing/outline-source";
import { getJob } from "@/server/repurposing/queries";
import { startJob } from "@/server/repurposing/start-job";
import { startOutput } from "@/server/repurposing/start-output";
import { writeOutput } from "@/server/repurposing/write-output";
import { ARTICLE, readTestSource, takeEvents, testStorage } from "@/server/testing/content";
import { testDatabase } from "@/server/testing/database";
import { testWorkspace } from "@/server/testing/workspace";
import { addSample } from "./add-sample";
import { PLAIN_AUTHOR } from "./fixtures/plain-author";
import { listSamplesInput } from "./input";
import { measureBrand, measureForJob } from "./measure-brand";
import { getVoice, listSamples, listVoiceDrafts } from "./queries";
import { removeSample } from "./remove-sample";

testDatabase();
testStorage();
const MISSING = { code: "NOT_FOUND" };

async function brandOf(texts: readonly string[] = PLAIN_AUTHOR) {
  const ctx = await testWorkspace();
  const { id: brandId } = await createBrand(ctx, { name: "Plain" });
  for (const text of texts) await addSample(ctx, { brandId, kind: "text", text });
  return { ctx, brandId };
}

const hubOf = (ctx: Ctx) =>
  ctx.tx((tx) => createHubChannel(tx, { workspaceId: ctx.workspaceId, handle: ctx.workspaceId, name: "Hub" }));
/** As a person would put it, with the same facts. */
const inOwnWords = (sentence: string): string =>
  `And as far as we have seen ourselves, ${/^(?:Ann|Lee|Harbour)/u.test(sentence) ? sentence : sentence[0]?.toLowerCase() + sentence.slice(1)}`;

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("the texts of a voice", () => {
  test("count once, are listed newest first, and ask for the voice to be measured", async () => {
    const { ctx, brandId } = await brandOf(PLAIN_AUTHOR.slice(0, 3));
    const again = await addSample(ctx, { brandId, kind: "text", text: PLAIN_AUTHOR[0] ?? "" });
    expect(again.duplicate).toBe(true);
    expect(await takeEvents(ctx, "voices/voice.changed")).toHaveLength(3);
    const { items } = await listSamples(ctx, listSamplesInput.parse({ brandId }));
    expect(items.map(({ excerpt }) => excerpt.slice(0, 20))).toEqual(
      PLAIN_AUTHOR.slice(0, 3)
        .toReversed()
        .map((text) => text.slice(0, 20)),
    );
    expect(items[0]).toMatchObject({ kind: "text", language: "en" });
    await removeSample(ctx, { sampleId: again.id });
    expect(await takeEvents(ctx, "voices/voice.changed")).toEqual([{ workspaceId: ctx.workspaceId, brandId }]);
    await expect(removeSample(ctx, { sampleId: again.id })).rejects.toMatchObject(MISSING);
  });

  test("may be a source's own words or a post that was published, and no other post", async () => {
    const { ctx, brandId } = await brandOf([]);
    const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
    await addSample(ctx, { brandId, kind: "source", sourceId });
    const parts = [{ text: "The ferry leaves at nine.", media: [] }];
    const { id: postId } = await createPost(ctx, { renditions: [{ network: "hub", title: "Ferries", parts }] });
    await expect(addSample(ctx, { brandId, kind: "post", postId })).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
    });
    await schedulePost(ctx, { postId, at: inAnHour(), channelIds: [(await hubOf(ctx)).id] });
    await ctx.tx((tx) => tx.update(deliveries).set({ state: "published", publishedAt: new Date() }));
    await addSample(ctx, { brandId, kind: "post", postId });
    const { items } = await listSamples(ctx, listSamplesInput.parse({ brandId }));
    expect(items).toMatchObject([
      { kind: "post", excerpt: "The ferry leaves at nine." },
      { kind: "source", title: "The harbour that counts its tides" },
    ]);
  });

  test("are nobody else's, and a brand in the trash takes none", async () => {
    const { ctx, brandId } = await brandOf(PLAIN_AUTHOR.slice(0, 1));
    const other = await testWorkspace();
    const text = "Mine.";
    await expect(addSample(other, { brandId, kind: "text", text })).rejects.toMatchObject(MISSING);
    await expect(getVoice(other, { brandId })).rejects.toMatchObject(MISSING);
    await expect(measureBrand(other, { brandId })).rejects.toMatchObject(MISSING);
    await trashBrand(ctx, { brandId });
    await expect(addSample(ctx, { brandId, kind: "text", text })).rejects.toMatchObject(MISSING);
  });
});

describe("a brand's voice", () => {
  test("is measured from enough texts, told in plain words, checked on texts held out, and forgotten with them", async () => {
    const { ctx, brandId } = await brandOf();
    expect((await getVoice(ctx, { brandId })).languages).toEqual([]);
    await Promise.all([measureBrand(ctx, { brandId }), measureBrand(ctx, { brandId })]);
    const voice = await getVoice(ctx, { brandId });
    expect(voice.missing).toEqual([]);
    expect(voice.languages).toMatchObject([{ language: "en", pieces: PLAIN_AUTHOR.length, editedWords: 0 }]);
    const [english] = voice.languages;
    expect(english?.heldOut).toMatchObject({ own: PLAIN_AUTHOR.length, others: 18 });
    expect(english?.heldOut?.ownKnown).toBeGreaterThanOrEqual(PLAIN_AUTHOR.length - 1);
    expect(english?.lines.join(" ")).toMatch(/Sentences of about 1\d words.*No questions\..*“we”/u);
    const { items } = await listSamples(ctx, listSamplesInput.parse({ brandId }));
    for (const { id: sampleId } of items.slice(2)) await removeSample(ctx, { sampleId });
    await measureBrand(ctx, { brandId });
    const less = await getVoice(ctx, { brandId });
    expect(less).toMatchObject({
      languages: [],
      missing: [{ language: "en", reason: expect.stringContaining("at least 3") }],
    });
  });

  test("goes into the prompt, and drafts are held against it; edits that were scheduled are learned, unless one opts out", async () => {
    const { ctx, brandId } = await brandOf();
    await measureBrand(ctx, { brandId });
    const sourceId = await readTestSource(ctx, { kind: "text", text: ARTICLE });
    const { id: jobId } = await createJob(ctx, { sourceId, formats: ["hub"], brandId });
    const system = systemCtx(ctx.workspaceId, "repurpose-source");
    const [output] = await startJob(system, { jobId });
    await outlineSource(system, { jobId }, builtInModel());
    if (!output) throw new Error("no output");
    const started = await startOutput(system, output);
    expect(started?.voice?.measured).toEqual((await getVoice(ctx, { brandId })).languages[0]?.lines);
    await writeOutput(system, output, builtInModel());
    const postId = (await getJob(ctx, { jobId })).outputs[0]?.postId ?? "";
    const [rendition] = (await getPost(ctx, { postId })).renditions;
    if (!rendition) throw new Error("no rendition");
    const text = rendition.citations
      .filter(({ kind }) => kind !== "call_to_action")
      .reduce((now, sentence) => now.replace(sentence.text, inOwnWords(sentence.text)), rendition.parts[0]?.text ?? "");
    await saveRendition(ctx, {
      renditionId: rendition.id,
      baseVersion: rendition.version,
      parts: [{ text, media: [] }],
    });
    const [draft] = (await listVoiceDrafts(ctx, { brandId })).items;
    expect(draft).toMatchObject({ postId, network: "hub" });
    expect(draft?.distance).toBeGreaterThanOrEqual(0);
    expect(draft?.parts).toMatchObject({ grams: expect.any(Number) });
    const learned = async () => {
      await measureForJob(ctx, { jobId });
      return (await getVoice(ctx, { brandId })).languages[0]?.editedWords ?? -1;
    };
    // Written and left lying is not accepted.
    expect(await learned()).toBe(0);
    await schedulePost(ctx, { postId, at: inAnHour(), channelIds: [(await hubOf(ctx)).id] });
    expect(await learned()).toBeGreaterThan(40);
    await takeEvents(ctx, "voices/voice.changed");
    await updateBrand(ctx, { brandId, learnsFromEdits: false });
    expect(await takeEvents(ctx, "voices/voice.changed")).toEqual([{ workspaceId: ctx.workspaceId, brandId }]);
    expect(await learned()).toBe(0);
  });
});
